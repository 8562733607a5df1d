using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Pods.State;

namespace Netes.Kubelet.Pods.Running;

/// <summary>Stops a container: preStop hook and stop signal inside one grace period, then SIGKILL by the runtime.
/// https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination</summary>
internal sealed partial class ContainerKiller(PodEnvironment environment, LifecycleHooks hooks)
{
    /// <summary>Containers get at least this long to end after their hook, so that none is killed without a signal.</summary>
    private const double MinimumSeconds = 2;

    private readonly ILogger _logger = environment.Loggers.CreateLogger("Netes.Kubelet.Pods");

    /// <param name="turn">Completes when the container may be stopped; its hook does not wait for it.</param>
    /// <param name="immediately">The grace period counts as given: zero means now.</param>
    public async Task KillAsync(
        Pod pod, Container container, ContainerKind kind, ContainerRecord record, string message, long graceSeconds, string podIp,
        Task turn, CancellationToken cancellation)
    {
        environment.Events.Normal(pod, container, kind, "Killing", message.Length > 0 ? message : $"Stopping container {container.Name}");
        long began = environment.Time.GetTimestamp();
        if (container.Lifecycle?.PreStop is { } hook && graceSeconds > 0)
            await RunHookAsync(hook, pod, container, kind, record, podIp, TimeSpan.FromSeconds(graceSeconds), cancellation);
        if (graceSeconds > 0 && !turn.IsCompleted)
        {
            var left = TimeSpan.FromSeconds(graceSeconds) - environment.Time.GetElapsedTime(began);
            if (left > TimeSpan.Zero) await Task.WhenAny(turn, Task.Delay(left, environment.Time, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
        double seconds = graceSeconds - environment.Time.GetElapsedTime(began).TotalSeconds;
        if (graceSeconds > 0) seconds = Math.Max(Math.Ceiling(seconds), MinimumSeconds);
        else seconds = 0;
        try
        {
            await environment.Runtime.StopContainerAsync(record.Id, TimeSpan.FromSeconds(seconds), cancellation);
        }
        catch (CriException e) when (e.IsNotFound)
        {
            // It is gone, which is what was wanted.
        }
    }

    private async Task RunHookAsync(
        LifecycleHandler hook, Pod pod, Container container, ContainerKind kind, ContainerRecord record, string podIp,
        TimeSpan grace, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(grace, environment.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await hooks.RunAsync(hook, pod, container, record.Id, podIp, both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            Log.HookOutlasted(_logger, container.Name, pod.Metadata.Namespace, pod.Metadata.Name);
        }
        catch (Exception e) when (e is HookException or CriException)
        {
            Log.HookFailed(_logger, e, container.Name, pod.Metadata.Namespace, pod.Metadata.Name);
            environment.Events.Warning(pod, container, kind, "FailedPreStopHook", "PreStopHook failed");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "preStop hook of {Container} in {Namespace}/{Pod} did not end in the grace period")]
        public static partial void HookOutlasted(ILogger logger, string container, string @namespace, string pod);

        [LoggerMessage(Level = LogLevel.Information, Message = "preStop hook of {Container} in {Namespace}/{Pod} failed")]
        public static partial void HookFailed(ILogger logger, Exception exception, string container, string @namespace, string pod);
    }
}
