using System.Globalization;
using System.Text;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Pods.State;
using V1 = Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Pods.Running;

/// <summary>Reads what the runtime says of sandboxes and containers into the kubelet's own records.</summary>
internal static class RuntimeRecords
{
    private const int MaxMessageBytes = 4096;
    private const int MaxLogBytes = 2048, MaxLogLines = 80;

    public static async Task<ContainerRecord> ReadContainerAsync(
        IRuntimeService runtime, string id, string sandboxId, CancellationToken cancellation) =>
        Of((await runtime.ContainerStatusAsync(id, verbose: false, cancellation)).Status, sandboxId);

    public static async Task<SandboxRecord> ReadSandboxAsync(IRuntimeService runtime, string id, CancellationToken cancellation) =>
        Of((await runtime.PodSandboxStatusAsync(id, verbose: false, cancellation)).Status);

    public static SandboxRecord Of(V1.PodSandboxStatus status)
    {
        var addresses = new List<string>();
        if (status.Network is { Ip.Length: > 0 } network)
        {
            addresses.Add(network.Ip);
            foreach (var more in network.AdditionalIps) addresses.Add(more.Ip);
        }
        bool hostNetwork = status.Linux?.Namespaces?.Options?.Network == V1.NamespaceMode.Node;
        return new SandboxRecord(status.Id, (int)(status.Metadata?.Attempt ?? 0), status.State == V1.PodSandboxState.SandboxReady,
            FromNanos(status.CreatedAt) ?? default, addresses, hostNetwork);
    }

    public static ContainerRecord Of(V1.ContainerStatus status, string sandboxId)
    {
        var phase = status.State switch
        {
            V1.ContainerState.ContainerCreated => ContainerPhase.Created,
            V1.ContainerState.ContainerRunning => ContainerPhase.Running,
            V1.ContainerState.ContainerExited => ContainerPhase.Exited,
            _ => ContainerPhase.Unknown,
        };
        int attempt = status.Annotations.TryGetValue(CriLabels.RestartCount, out string? count)
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int restarts) ? restarts : (int)(status.Metadata?.Attempt ?? 0);
        return new ContainerRecord
        {
            Id = status.Id,
            Name = status.Metadata?.Name ?? "",
            SandboxId = sandboxId,
            Attempt = attempt,
            Phase = phase,
            CreatedAt = FromNanos(status.CreatedAt) ?? default,
            StartedAt = FromNanos(status.StartedAt),
            FinishedAt = FromNanos(status.FinishedAt),
            ExitCode = status.ExitCode,
            Reason = status.Reason,
            Message = phase == ContainerPhase.Exited ? TerminationMessage(status) : status.Message,
            Image = status.Image?.Image ?? "",
            ImageId = status.ImageRef,
            Hash = status.Annotations.GetValueOrDefault(CriLabels.ContainerHash, ""),
            LogPath = status.LogPath,
            User = status.User?.Linux is { } user ? new ContainerUser
            {
                Linux = new LinuxContainerUser { Uid = user.Uid, Gid = user.Gid, SupplementalGroups = [.. user.SupplementalGroups] },
            } : null,
        };
    }

    /// <summary>The last words of a container: its message file, or the end of its log when it failed without one and asked for that.
    /// https://kubernetes.io/docs/tasks/debug/debug-application/determine-reason-pod-failure/</summary>
    private static string TerminationMessage(V1.ContainerStatus status)
    {
        string path = status.Annotations.GetValueOrDefault(CriLabels.TerminationMessagePath, "");
        string hostPath = status.Mounts.FirstOrDefault(m => path.Length > 0 && m.ContainerPath == path)?.HostPath ?? "";
        string text = "";
        if (hostPath.Length > 0 && File.Exists(hostPath)) text = ReadEnd(hostPath, MaxMessageBytes, fromStart: true);
        bool fallback = status.Annotations.GetValueOrDefault(CriLabels.TerminationMessagePolicy) == TerminationMessagePolicy.FallbackToLogsOnError;
        if (text.Length == 0 && fallback && status.ExitCode != 0 && File.Exists(status.LogPath))
            text = LogTail(ReadEnd(status.LogPath, 64 << 10, fromStart: false));
        if (text.Length > 0 && status.Message.Length > 0) return $"{status.Message}: {text}";
        return text.Length > 0 ? text : status.Message;
    }

    /// <summary>The texts of the last lines of a CRI log ("TIME STREAM TAG TEXT" a line).</summary>
    internal static string LogTail(string log)
    {
        var lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var text = new StringBuilder();
        foreach (string line in lines.TakeLast(MaxLogLines))
        {
            var parts = line.Split(' ', 4);
            if (parts.Length < 4) continue;
            text.Append(parts[3]);
            if (parts[2].StartsWith('F')) text.Append('\n');
        }
        return text.Length > MaxLogBytes ? text.ToString(text.Length - MaxLogBytes, MaxLogBytes) : text.ToString();
    }

    private static string ReadEnd(string path, int limit, bool fromStart)
    {
        // A container may have put anything there (a link, a pipe): only a regular file is read, and never followed.
        var info = new FileInfo(path);
        if (info.LinkTarget is not null || Volumes.NativeFiles.KindOf(path) != Volumes.FileKind.Regular) return "";
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (!fromStart && stream.Length > limit) stream.Seek(-limit, SeekOrigin.End);
        byte[] buffer = new byte[(int)Math.Min(limit, stream.Length)];
        int read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    /// <summary>The API counts in whole seconds.</summary>
    private static DateTime? FromNanos(long nanos) => nanos <= 0 ? null : DateTime.UnixEpoch.AddSeconds(nanos / 1_000_000_000);
}
