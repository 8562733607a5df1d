using Microsoft.Extensions.Logging.Abstractions;
using Netes.Kubelet.Cri.V1;
using Netes.Kubelet.Images;
using Netes.Kubelet.Runtime;
using Netes.Kubelet.Tests.Runtime;

[assembly: AssemblyFixture(typeof(RuntimeFixture))]

namespace Netes.Kubelet.Tests.Runtime;

/// <summary>
/// One real containerd for all tests that want one, started by the first of them. Images: <see cref="Busybox"/>.
/// </summary>
public sealed class RuntimeFixture : IAsyncDisposable
{
    public const string Busybox = "netes.test/busybox:1";

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly string directory = Path.Combine("/tmp", "netes-runtime-" + Environment.ProcessId);
    private ContainerdRuntime? runtime;

    internal ContainerdOptions Options => new()
    {
        RootDirectory = Path.Combine(directory, "root"),
        StateDirectory = Path.Combine(directory, "run"),
        CniConfigDirectory = Path.Combine(directory, "cni"),
    };

    internal string LogDirectory => Path.Combine(directory, "logs");

    public async Task<ContainerdRuntime> GetAsync()
    {
        TestNamespaces.SkipUnlessContainersRun();
        await gate.WaitAsync();
        try
        {
            return runtime ??= await StartAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>A ready sandbox's configuration; logs go below <see cref="LogDirectory"/>.</summary>
    internal PodSandboxConfig Sandbox(string name)
    {
        var uid = Guid.NewGuid().ToString();
        var config = new PodSandboxConfig
        {
            Metadata = new PodSandboxMetadata { Name = name, Namespace = "test", Uid = uid },
            Hostname = name,
            LogDirectory = Path.Combine(LogDirectory, uid),
            Linux = new LinuxPodSandboxConfig { CgroupParent = "/netes-test-" + Environment.ProcessId },
        };
        config.Labels[Cri.CriLabels.PodUid] = uid;
        return config;
    }

    /// <summary>A busybox shell's configuration; its log is <c>0.log</c> in the sandbox's log directory.</summary>
    internal static ContainerConfig Shell(string script)
    {
        var config = new ContainerConfig
        {
            Metadata = new ContainerMetadata { Name = "main" },
            Image = new ImageSpec { Image = Busybox },
            LogPath = "0.log",
            Linux = new LinuxContainerConfig(),
        };
        config.Command.AddRange(["/bin/sh", "-c", script]);
        return config;
    }

    /// <summary>Starts a sandbox with one shell in it.</summary>
    internal static async Task<(string Sandbox, string Container)> RunAsync(
        ContainerdRuntime runtime, PodSandboxConfig sandbox, ContainerConfig container)
    {
        var none = CancellationToken.None;
        Directory.CreateDirectory(sandbox.LogDirectory);
        var sandboxId = await runtime.Runtime.RunPodSandboxAsync(sandbox, "", none);
        container.Labels[Cri.CriLabels.PodUid] = sandbox.Metadata.Uid;
        var containerId = await runtime.Runtime.CreateContainerAsync(sandboxId, container, sandbox, none);
        await runtime.Runtime.StartContainerAsync(containerId, none);
        return (sandboxId, containerId);
    }

    internal static async Task RemoveAsync(ContainerdRuntime runtime, string sandbox)
    {
        await runtime.Runtime.StopPodSandboxAsync(sandbox, CancellationToken.None);
        await runtime.Runtime.RemovePodSandboxAsync(sandbox, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(directory))
        {
            if (runtime is not null) await runtime.DisposeAsync();
            await RuntimeCleanup.RunAsync(Options, [], TimeProvider.System, line => TestContext.Current.SendDiagnosticMessage(line));
            foreach (var controller in Directory.EnumerateDirectories("/sys/fs/cgroup"))
                RemoveCgroup(Path.Combine(controller, "netes-test-" + Environment.ProcessId));
            RemoveCgroup(Path.Combine("/sys/fs/cgroup", "netes-test-" + Environment.ProcessId));
        }

        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        gate.Dispose();
    }

    private static void RemoveCgroup(string path)
    {
        if (!Directory.Exists(path)) return;
        foreach (var child in Directory.EnumerateDirectories(path)) RemoveCgroup(child);
        Directory.Delete(path);
    }

    private async Task<ContainerdRuntime> StartAsync()
    {
        WriteNetwork(Options.CniConfigDirectory);
        var started = await ContainerdRuntime.StartAsync(
            Options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        using var archive = new MemoryStream();
        OciArchive.Write(archive, BusyboxImage(Busybox));
        archive.Position = 0;
        await started.Images.ImportAsync(archive, null, CancellationToken.None);
        return started;
    }

    /// <summary>Busybox under its common names.</summary>
    public static OciImage BusyboxImage(string name)
    {
        string[] applets = ["sh", "cat", "echo", "sleep", "nc", "ls", "id", "env", "stty", "tee", "true", "false", "httpd", "ip", "kill", "head", "wc", "mkdir", "seq", "dd"];
        return new OciImage
        {
            Name = name,
            Files =
            [
                OciFile.Executable("/bin/busybox", File.ReadAllBytes("/bin/busybox")),
                .. applets.Select(a => OciFile.Link("/bin/" + a, "busybox")),
                OciFile.Directory("/tmp"),
                OciFile.File("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"u8.ToArray()),
            ],
            Command = ["/bin/sh"],
        };
    }

    internal void WriteNetwork(string configDirectory)
    {
        Directory.CreateDirectory(configDirectory);
        File.WriteAllText(Path.Combine(configDirectory, "10-test.conflist"), $$$"""
            {"cniVersion":"0.4.0","name":"netes-test","plugins":[
              {"type":"bridge","bridge":"netes-test0","isGateway":true,"hairpinMode":true,
               "ipam":{"type":"host-local","dataDir":"{{{directory}}}/ipam","ranges":[[{"subnet":"10.251.0.0/24"}]],
                       "routes":[{"dst":"0.0.0.0/0"}]}},
              {"type":"portmap","capabilities":{"portMappings":true}}]}
            """);
    }
}
