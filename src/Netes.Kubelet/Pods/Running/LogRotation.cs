using System.Globalization;
using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Pods.Status;

namespace Netes.Kubelet.Pods.Running;

/// <summary>
/// Keeps containers' logs from filling the disk: one that has grown to 10 MiB is renamed and a new one begun; the newest five
/// files stay. A file's growth can't be waited for, so sizes are looked at every ten seconds.
/// </summary>
internal sealed partial class LogRotation : IAsyncDisposable
{
    private const long MaxBytes = 10 << 20;
    private const int MaxFiles = 5;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly PodEnvironment _environment;
    private readonly Func<IEnumerable<Pod>> _pods;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    public LogRotation(PodEnvironment environment, Func<IEnumerable<Pod>> pods, TimeProvider time)
    {
        _environment = environment;
        _pods = pods;
        _logger = environment.Loggers.CreateLogger("Netes.Kubelet.Logs");
        _work = Task.Run(() => RunAsync(time));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <summary>Renames a log out of the way and removes the oldest of its rotated files.</summary>
    internal static void Rotate(string log, DateTime now)
    {
        File.Move(log, $"{log}.{now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}", overwrite: true);
        var rotated = Directory.GetFiles(Path.GetDirectoryName(log)!, Path.GetFileName(log) + ".*");
        Array.Sort(rotated, StringComparer.Ordinal);
        // The new log is one of the files that stay.
        for (int i = 0; i < rotated.Length - (MaxFiles - 1); i++) File.Delete(rotated[i]);
    }

    private async Task RunAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(_stop.Token))
            foreach (var pod in _pods()) await RotateAsync(pod);
    }

    private async Task RotateAsync(Pod pod)
    {
        var statuses = (pod.Status.ContainerStatuses ?? []).Concat(pod.Status.InitContainerStatuses ?? []);
        foreach (var status in statuses)
        {
            if (status.State.Running is null || !status.ContainerID.StartsWith(ContainerStatusBuilder.RuntimeScheme, StringComparison.Ordinal)) continue;
            string log = Path.Combine(_environment.Directories.Logs(pod), PodDirectories.LogFile(status.Name, status.RestartCount));
            var info = new FileInfo(log);
            if (!info.Exists || info.Length < MaxBytes) continue;
            try
            {
                Rotate(log, _environment.Now);
                await _environment.Runtime.ReopenContainerLogAsync(status.ContainerID[ContainerStatusBuilder.RuntimeScheme.Length..], _stop.Token);
            }
            catch (Exception e) when (e is CriException or IOException)
            {
                Log.RotationFailed(_logger, e, log);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "rotating {Path} failed")]
        public static partial void RotationFailed(ILogger logger, Exception exception, string path);
    }
}
