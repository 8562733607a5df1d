using System.Diagnostics;
using System.Net.Sockets;

namespace Netes.Kubelet.Runtime;

/// <summary>
/// One running containerd. It is started in a session of its own with its output in a file, so that it outlives us,
/// also after <c>kill -9</c>; the pid file says which process it is, for the next start to adopt.
/// </summary>
internal sealed class ContainerdProcess
{
    private readonly ContainerdOptions options;

    private ContainerdProcess(ContainerdOptions options, ProcessIdentity identity)
    {
        this.options = options;
        Identity = identity;
    }

    public ProcessIdentity Identity { get; }

    /// <summary>The instance that the pid file names, when it still runs.</summary>
    public static ContainerdProcess? Adopt(ContainerdOptions options)
    {
        if (!File.Exists(options.PidFile)) return null;
        return ProcessIdentity.Parse(File.ReadAllText(options.PidFile)) is { } identity && ProcessTable.IsAlive(identity)
            ? new ContainerdProcess(options, identity)
            : null;
    }

    public static ContainerdProcess Start(ContainerdOptions options)
    {
        File.Delete(options.SocketPath);
        // setsid(1) and sh(1) only exec: the process keeps the number that we get here.
        var start = new ProcessStartInfo("setsid")
        {
            ArgumentList =
            {
                "/bin/sh", "-c", "exec \"$0\" --config \"$1\" </dev/null >>\"$2\" 2>&1",
                options.ContainerdProgram, options.ConfigFile, options.LogFile,
            },
        };
        start.Environment.Remove("NOTIFY_SOCKET");
        using var process = Process.Start(start)
            ?? throw new ContainerdException($"{options.ContainerdProgram} could not be started");
        var identity = ProcessTable.Identify(process.Id)
            ?? throw new ContainerdException($"containerd ended at once; see {options.LogFile}");
        File.WriteAllText(options.PidFile, identity.ToString());
        return new ContainerdProcess(options, identity);
    }

    /// <summary>
    /// Completes when the process has ended. It watches no process table: a connection that carries nothing is held
    /// open to containerd's second (ttrpc) socket, which the kernel closes with the process.
    /// </summary>
    public async Task WaitForExitAsync(TimeProvider time, CancellationToken cancellation)
    {
        var endpoint = new UnixDomainSocketEndPoint(options.SocketPath + ".ttrpc");
        var buffer = new byte[1];
        while (ProcessTable.IsAlive(Identity))
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(endpoint, cancellation).ConfigureAwait(false);
                await socket.ReceiveAsync(buffer, cancellation).ConfigureAwait(false);
            }
            catch (SocketException)
            {
                // Refused or reset: it ends, or has not opened the socket yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>SIGTERM, and SIGKILL when it still runs after <paramref name="patience"/>.</summary>
    public async Task StopAsync(TimeSpan patience, TimeProvider time)
    {
        await ProcessEnd.TerminateAsync(Identity, patience, time).ConfigureAwait(false);
        File.Delete(options.PidFile);
    }
}
