using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Client;
using Netes.Client.Events;
using Netes.Scheduler.Framework;
using Netes.Scheduler.State;

namespace Netes.Scheduler;

/// <summary>What the scheduler writes: bindings, conditions, preemptions, events. Beside the loop, never in it.</summary>
internal sealed partial class SchedulerApi(
    KubeClient client, EventRecorder events, SchedulerOptions options, TimeProvider time, ILogger logger)
{
    private readonly ResourceClient<Pod> _pods = client.Resource<Pod>();
    private readonly SemaphoreSlim _bindings = new(options.BindingsInFlight);

    /// <summary>Binds a Pod to a node. False when the server refused or did not answer.</summary>
    public async Task<bool> BindAsync(PodInfo pod, string node, CancellationToken cancellationToken)
    {
        await _bindings.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var binding = new Binding
            {
                Kind = "Binding",
                ApiVersion = "v1",
                Metadata = new ObjectMeta { Namespace = pod.Namespace, Name = pod.Name, Uid = pod.Uid },
                Target = new ObjectReference { Kind = "Node", Name = node },
            };
            await _pods.PostAsync(pod.Namespace, pod.Name, "binding", binding, cancellationToken).ConfigureAwait(false);
            events.Normal(pod.Pod, "Scheduled", $"Successfully assigned {pod.Namespace}/{pod.Name} to {node}");
            return true;
        }
        catch (Exception e) when (e is KubeApiException or HttpRequestException)
        {
            Log.BindingFailed(logger, pod.Namespace, pod.Name, node, e.Message);
            if (e is not KubeApiException { IsNotFound: true })
            {
                events.Warning(pod.Pod, "FailedScheduling", $"Binding rejected: {e.Message}");
            }

            return false;
        }
        finally
        {
            _bindings.Release();
        }
    }

    /// <summary>Tells the user why a Pod is pending.</summary>
    public async Task ReportAsync(PodInfo pod, string message, string nominatedNode, CancellationToken cancellationToken)
    {
        events.Warning(pod.Pod, "FailedScheduling", message);
        byte[]? patch = PodStatusPatch.NotScheduled(pod.Pod, message, nominatedNode, time.GetUtcNow());
        if (patch is not null)
        {
            await TryAsync(() => PatchStatusAsync(pod, patch, cancellationToken), pod).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes the victims of a preemption.</summary>
    public async Task PreemptAsync(PodInfo preemptor, PostFilterResult preemption, CancellationToken cancellationToken)
    {
        byte[] patch = PodStatusPatch.Preempted(options.SchedulerName, time.GetUtcNow());
        foreach (PodInfo victim in preemption.Victims)
        {
            await TryAsync(async () =>
            {
                await PatchStatusAsync(victim, patch, cancellationToken).ConfigureAwait(false);
                var delete = new DeleteOptions { Preconditions = new Netes.Api.MetaV1.Preconditions { Uid = victim.Uid } };
                await _pods.DeleteAsync(victim.Namespace, victim.Name, delete, cancellationToken).ConfigureAwait(false);
                events.Normal(victim.Pod, "Preempted", $"Preempted by pod {preemptor.Uid} on node {preemption.NominatedNode}");
            }, victim).ConfigureAwait(false);
        }
    }

    private Task<Pod> PatchStatusAsync(PodInfo pod, byte[] patch, CancellationToken cancellationToken) =>
        _pods.PatchAsync(pod.Namespace, pod.Name, PatchType.StrategicMerge, patch, "status", cancellationToken);

    private async Task TryAsync(Func<Task> write, PodInfo pod)
    {
        try
        {
            await write().ConfigureAwait(false);
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            // The Pod is gone: nothing to tell.
        }
        catch (Exception e) when (e is KubeApiException or HttpRequestException)
        {
            Log.WriteFailed(logger, pod.Namespace, pod.Name, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Binding {Namespace}/{Name} to {Node} failed: {Reason}")]
        public static partial void BindingFailed(ILogger logger, string @namespace, string name, string node, string reason);

        [LoggerMessage(2, LogLevel.Warning, "Writing the status of {Namespace}/{Name} failed: {Reason}")]
        public static partial void WriteFailed(ILogger logger, string @namespace, string name, string reason);
    }
}
