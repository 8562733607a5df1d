using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Client;
using Netes.Kubelet.Pods.Status;

namespace Netes.Kubelet.Pods.Running;

/// <summary>
/// Writes the statuses of Pods: at once, one write at a time for each Pod, the newest status only. A write that fails for a
/// passing reason is tried again until a newer status or the Pod's end makes it pointless.
/// </summary>
internal sealed partial class PodStatusWriter(KubeClient client, TimeProvider time, ILoggerFactory loggers) : IPodStatusSink
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100), LastRetry = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = loggers.CreateLogger("Netes.Kubelet.Status");
    private readonly ConcurrentDictionary<string, Line> _lines = [];
    private readonly ResourceClient<Pod> _pods = client.Resource<Pod>();

    public void Publish(Pod pod, PodStatus api, PodStatus status) => Enter(pod, api, line => line.Wanted = status);

    public void Remove(Pod pod) => Enter(pod, pod.Status, static line => line.Remove = true);

    /// <summary>Forgets a Pod that is gone.</summary>
    public void Forget(string uid) => _lines.TryRemove(uid, out _);

    private void Enter(Pod pod, PodStatus api, Action<Line> change)
    {
        var line = _lines.GetOrAdd(pod.Metadata.Uid, static (_, status) => new Line(status), api);
        lock (line)
        {
            line.Pod = pod;
            change(line);
            if (line.Busy) return;
            line.Busy = true;
        }
        _ = Task.Run(() => WorkAsync(line));
    }

    private async Task WorkAsync(Line line)
    {
        var retry = FirstRetry;
        while (true)
        {
            Pod pod;
            PodStatus? wanted;
            bool remove;
            lock (line)
            {
                (pod, wanted, remove) = (line.Pod!, line.Wanted, line.Remove && !line.Removed);
                if (line.Gone || (wanted is null && !remove))
                {
                    line.Busy = false;
                    return;
                }
                line.Wanted = null;
            }
            try
            {
                if (wanted is not null) await WriteAsync(line, pod, wanted);
                else await DeleteAsync(line, pod);
                retry = FirstRetry;
            }
            catch (KubeApiException e) when (e.IsNotFound)
            {
                line.Gone = true;
            }
            catch (KubeApiException e) when (e.IsConflict)
            {
                // The uid differs: another Pod has the name by now.
                line.Gone = true;
            }
            catch (Exception e) when (e is KubeApiException or HttpRequestException or IOException or OperationCanceledException)
            {
                Log.WriteFailed(_logger, e, pod.Metadata.Namespace, pod.Metadata.Name);
                lock (line) line.Wanted ??= wanted;
                await Task.Delay(retry, time);
                retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
            }
        }
    }

    private async Task WriteAsync(Line line, Pod pod, PodStatus wanted)
    {
        if (StatusPatch.Build(pod.Metadata.Uid, line.Api, wanted) is not { } patch) return;
        var answer = await _pods.PatchAsync(
            pod.Metadata.Namespace, pod.Metadata.Name, PatchType.StrategicMerge, patch, "status", CancellationToken.None);
        line.Api = answer.Status;
    }

    private async Task DeleteAsync(Line line, Pod pod)
    {
        await _pods.DeleteAsync(pod.Metadata.Namespace, pod.Metadata.Name, new DeleteOptions
        {
            GracePeriodSeconds = 0, Preconditions = new Netes.Api.MetaV1.Preconditions { Uid = pod.Metadata.Uid },
        }, CancellationToken.None);
        line.Removed = true;
    }

    /// <summary>One Pod's waiting writes.</summary>
    private sealed class Line(PodStatus api)
    {
        public Pod? Pod { get; set; }

        /// <summary>What the server has, as it last told.</summary>
        public PodStatus Api { get; set; } = api;

        public PodStatus? Wanted { get; set; }

        public bool Remove { get; set; }

        public bool Removed { get; set; }

        public bool Gone { get; set; }

        public bool Busy { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "writing the status of Pod {Namespace}/{Name} failed; it is tried again")]
        public static partial void WriteFailed(ILogger logger, Exception exception, string @namespace, string name);
    }
}
