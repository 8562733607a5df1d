using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Cri.V1;
using Netes.Kubelet.Runtime;

namespace Netes.Kubelet.Tests.Runtime;

public sealed class ContainerdRuntimeTests(RuntimeFixture fixture)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task RunPodSandbox_WithPauseImage_IsReadyWithAddress()
    {
        var runtime = await fixture.GetAsync();
        var id = await runtime.Runtime.RunPodSandboxAsync(fixture.Sandbox("ready"), "", None);
        var status = (await runtime.Runtime.PodSandboxStatusAsync(id, verbose: false, None)).Status;
        Assert.Equal(PodSandboxState.SandboxReady, status.State);
        Assert.StartsWith("10.251.0.", status.Network.Ip);
        await RuntimeFixture.RemoveAsync(runtime, id);
        Assert.DoesNotContain(await runtime.Runtime.ListPodSandboxAsync(null, None), s => s.Id == id);
    }

    [Fact]
    public async Task Container_ThatEnds_WritesLogAndTellsExitByEvent()
    {
        var runtime = await fixture.GetAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var sandbox = fixture.Sandbox("ends");
        await using var events = runtime.Events.WatchAsync(limit.Token).GetAsyncEnumerator(limit.Token);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal(ContainerEventKind.Resync, events.Current.Kind);

        var (sandboxId, container) = await RuntimeFixture.RunAsync(
            runtime, sandbox, RuntimeFixture.Shell("echo hello; echo oops >&2; exit 7"));
        var seen = new List<ContainerEvent>();
        while (seen.All(e => e.ContainerId != container || e.Kind != ContainerEventKind.Stopped))
        {
            Assert.True(await events.MoveNextAsync());
            seen.Add(events.Current);
        }

        Assert.Contains(seen, e => e.ContainerId == container && e.Kind == ContainerEventKind.Started);
        Assert.Equal(7, seen[^1].ExitCode);
        Assert.Equal(sandbox.Metadata.Uid, seen[^1].PodUid);
        var status = (await runtime.Runtime.ContainerStatusAsync(container, verbose: false, None)).Status;
        Assert.Equal(ContainerState.ContainerExited, status.State);
        Assert.Equal(7, status.ExitCode);
        var log = await File.ReadAllTextAsync(Path.Combine(sandbox.LogDirectory, "0.log"), None);
        Assert.Contains("stdout F hello", log);
        Assert.Contains("stderr F oops", log);
        await RuntimeFixture.RemoveAsync(runtime, sandboxId);
    }

    [Fact]
    public async Task ExecSync_CommandFails_ReturnsExitCodeAndOutput()
    {
        var runtime = await fixture.GetAsync();
        var (sandbox, container) = await RuntimeFixture.RunAsync(
            runtime, fixture.Sandbox("exec-sync"), RuntimeFixture.Shell("sleep 1000"));
        var result = await runtime.Runtime.ExecSyncAsync(
            container, ["/bin/sh", "-c", "echo out; echo err >&2; exit 3"], TimeSpan.FromSeconds(10), None);
        Assert.Equal(3, result.ExitCode);
        Assert.Equal("out\n"u8.ToArray(), result.Stdout);
        Assert.Equal("err\n"u8.ToArray(), result.Stderr);
        await RuntimeFixture.RemoveAsync(runtime, sandbox);
    }

    [Fact]
    public async Task Start_AfterKillOfContainerd_FindsContainersAgain()
    {
        TestNamespaces.SkipUnlessContainersRun();
        var directory = Path.Combine("/tmp", "netes-adopt-" + Environment.ProcessId);
        var options = new ContainerdOptions
        {
            RootDirectory = Path.Combine(directory, "root"),
            StateDirectory = Path.Combine(directory, "run"),
            CniConfigDirectory = Path.Combine(directory, "cni"),
        };
        try
        {
            fixture.WriteNetwork(options.CniConfigDirectory);
            var config = fixture.Sandbox("adopted");
            config.Hostname = ""; // it is the node's
            config.Linux.SecurityContext = new LinuxSandboxSecurityContext
            {
                NamespaceOptions = new NamespaceOption { Network = NamespaceMode.Node },
            };
            string id;
            int pid;
            await using (var first = await StartAsync(options))
            {
                id = await first.Runtime.RunPodSandboxAsync(config, "", None);
                pid = first.ProcessId;
            }

            await using (var second = await StartAsync(options))
            {
                Assert.Equal(pid, second.ProcessId); // let go, then adopted
                Assert.Equal(id, Assert.Single(await second.Runtime.ListPodSandboxAsync(null, None)).Id);

                // It dies: the supervisor starts another one, and the sandbox is still there.
                Assert.Equal(0, Libc.Kill(pid, Libc.SigKill));
                var limit = Stopwatch.StartNew();
                while (second.ProcessId == pid || !await AnswersAsync(second))
                {
                    Assert.True(limit.Elapsed < TimeSpan.FromSeconds(20), "containerd is not started again");
                    await Task.Delay(10, None);
                }

                var sandbox = Assert.Single(await second.Runtime.ListPodSandboxAsync(null, None));
                Assert.Equal((id, PodSandboxState.SandboxReady), (sandbox.Id, sandbox.State));
                await second.StopAsync(killContainers: false);
            }

            // Stopped without its containers, then cleaned up: nothing is left of them.
            await RuntimeCleanup.RunAsync(options, [], TimeProvider.System, _ => { });
            Assert.Empty(RuntimeCleanup.Leftovers(ProcessTable.List(), options.SocketPath));
            Assert.Empty(MountInfo.Below(MountInfo.ReadOwn(), directory));
            await RuntimeCleanup.RunAsync(options, [], TimeProvider.System, line => Assert.Fail(line));
        }
        finally
        {
            await RuntimeCleanup.RunAsync(options, [], TimeProvider.System, _ => { });
            Directory.Delete(directory, recursive: true);
        }
    }

    private static Task<ContainerdRuntime> StartAsync(ContainerdOptions options) =>
        ContainerdRuntime.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, None);

    private static async Task<bool> AnswersAsync(ContainerdRuntime runtime)
    {
        try
        {
            await runtime.Runtime.VersionAsync(None);
            return true;
        }
        catch (CriException)
        {
            return false;
        }
    }
}
