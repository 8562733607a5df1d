using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Images;

namespace Netes.Kubelet.Runtime;

/// <summary>
/// Netes's own containerd: written configuration, started or adopted, watched and started again when it dies.
/// Disposing only lets go of it: containers and containerd run on for the next start. <see cref="StopAsync"/> ends them.
/// </summary>
public sealed partial class ContainerdRuntime : IAsyncDisposable
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly ContainerdOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<ContainerdRuntime> logger;
    private readonly GrpcChannel channel;
    private readonly CancellationTokenSource stop = new();
    private ContainerdProcess process;
    private Task supervision = Task.CompletedTask;

    private ContainerdRuntime(
        ContainerdOptions options, TimeProvider time, ILoggerFactory loggers, ContainerdProcess process)
    {
        this.options = options;
        this.time = time;
        this.process = process;
        logger = loggers.CreateLogger<ContainerdRuntime>();
        channel = CriChannel.Create(options.SocketPath);
        Runtime = new RuntimeServiceClient(channel, time);
        ImageService = new ImageServiceClient(channel);
        Events = new ContainerEvents(channel, Runtime, time, loggers.CreateLogger<ContainerEvents>());
        Images = new ImageStore(channel, ImageService, time);
    }

    public ContainerdOptions Options => options;

    public ImageStore Images { get; }

    internal IRuntimeService Runtime { get; }

    internal IImageService ImageService { get; }

    internal IContainerEvents Events { get; }

    internal int ProcessId => process.Identity.Pid;

    /// <summary>
    /// Adopts the containerd that an earlier run left, when its configuration is still the right one, else starts one;
    /// returns when the CRI answers and the sandbox image is there.
    /// </summary>
    /// <exception cref="ContainerdException">It can't be started; the message says why.</exception>
    public static async Task<ContainerdRuntime> StartAsync(
        ContainerdOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellation)
    {
        foreach (var directory in new[] { options.RootDirectory, options.StateDirectory, options.CniConfigDirectory })
            Directory.CreateDirectory(directory);
        // Sockets in it give root to whoever may connect.
        File.SetUnixFileMode(
            options.StateDirectory,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var logger = loggers.CreateLogger<ContainerdRuntime>();
        var traits = await MachineTraits.DetectAsync(options, cancellation).ConfigureAwait(false);
        var config = ContainerdConfig.Generate(options, traits);

        var process = ContainerdProcess.Adopt(options);
        var adopted = false;
        var unchanged = File.Exists(options.ConfigFile)
            && await File.ReadAllTextAsync(options.ConfigFile, cancellation).ConfigureAwait(false) == config;
        if (process is not null && !unchanged)
        {
            // Containers belong to their shims and don't notice.
            await process.StopAsync(StopPatience, time).ConfigureAwait(false);
            process = null;
        }

        if (process is not null)
        {
            adopted = true;
            Log.Adopted(logger, process.Identity.Pid);
        }
        else
        {
            await File.WriteAllTextAsync(options.ConfigFile, config, cancellation).ConfigureAwait(false);
            process = ContainerdProcess.Start(options);
            Log.Started(logger, process.Identity.Pid, traits.Snapshotter);
        }

        var runtime = new ContainerdRuntime(options, time, loggers, process);
        try
        {
            await runtime.WaitUntilReadyAsync(cancellation).ConfigureAwait(false);
            await runtime.EnsurePauseImageAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await runtime.DisposeAsync().ConfigureAwait(false);
            if (!adopted) await process.StopAsync(StopPatience, time).ConfigureAwait(false);
            throw;
        }

        runtime.supervision = runtime.SuperviseAsync();
        return runtime;
    }

    /// <summary>Ends containerd; the containers too when asked, else their shims keep them for the next start.</summary>
    public async Task StopAsync(bool killContainers)
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await supervision.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (killContainers) await SandboxRemoval.RemoveAllAsync(Runtime, CancellationToken.None).ConfigureAwait(false);
        await process.StopAsync(StopPatience, time).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await supervision.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        channel.Dispose();
        stop.Dispose();
    }

    private async Task SuperviseAsync()
    {
        var backOff = FirstBackOff;
        while (!stop.IsCancellationRequested)
        {
            var since = time.GetTimestamp();
            await process.WaitForExitAsync(time, stop.Token).ConfigureAwait(false);
            if (time.GetElapsedTime(since) > LongestBackOff) backOff = FirstBackOff;
            Log.Died(logger, process.Identity.Pid, backOff.TotalSeconds);
            await Task.Delay(backOff, time, stop.Token).ConfigureAwait(false);
            backOff = backOff * 2 < LongestBackOff ? backOff * 2 : LongestBackOff;
            try
            {
                process = ContainerdProcess.Start(options);
                await WaitUntilReadyAsync(stop.Token).ConfigureAwait(false);
                Log.Started(logger, process.Identity.Pid, "");
            }
            catch (Exception e) when (e is ContainerdException or IOException)
            {
                Log.StartFailed(logger, e);
            }
        }
    }

    /// <summary>The socket appears, then the CRI plug-in says that it is initialised: some ten milliseconds each.</summary>
    private async Task WaitUntilReadyAsync(CancellationToken cancellation)
    {
        var limit = time.GetUtcNow() + StartLimit;
        var watched = process;
        while (true)
        {
            try
            {
                if (File.Exists(options.SocketPath))
                {
                    await Runtime.VersionAsync(cancellation).ConfigureAwait(false);
                    return;
                }
            }
            catch (CriException e) when (e.IsUnimplemented)
            {
                throw new ContainerdException("containerd runs without its CRI plug-in; the end of its log:\n" + LogTail(), e);
            }
            catch (CriException) when (time.GetUtcNow() < limit)
            {
                // Not listening or not initialised yet.
            }

            if (!ProcessTable.IsAlive(watched.Identity) || time.GetUtcNow() > limit)
                throw new ContainerdException("containerd did not start; the end of its log:\n" + LogTail());
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task EnsurePauseImageAsync(CancellationToken cancellation)
    {
        if (await ImageService.ImageStatusAsync(PauseImage.Name, cancellation).ConfigureAwait(false) is not null) return;
        using var archive = new MemoryStream();
        OciArchive.Write(archive, PauseImage.Create());
        archive.Position = 0;
        await Images.ImportAsync(archive, name: null, cancellation).ConfigureAwait(false);
    }

    private string LogTail()
    {
        const int Lines = 10;
        return File.Exists(options.LogFile) ? string.Join('\n', File.ReadLines(options.LogFile).TakeLast(Lines)) : "";
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "containerd started, pid {Pid} {Snapshotter}")]
        public static partial void Started(ILogger logger, int pid, string snapshotter);

        [LoggerMessage(Level = LogLevel.Information, Message = "containerd adopted, pid {Pid}")]
        public static partial void Adopted(ILogger logger, int pid);

        [LoggerMessage(Level = LogLevel.Error, Message = "containerd (pid {Pid}) died; starting it again in {Seconds} s")]
        public static partial void Died(ILogger logger, int pid, double seconds);

        [LoggerMessage(Level = LogLevel.Error, Message = "containerd did not start again")]
        public static partial void StartFailed(ILogger logger, Exception exception);
    }
}
