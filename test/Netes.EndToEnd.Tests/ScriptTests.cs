using Netes.EndToEnd.Tests.Cluster;
using Netes.EndToEnd.Tests.Machine;

namespace Netes.EndToEnd.Tests;

/// <summary>What <c>make up</c>, <c>make down</c> and <c>make clean-cluster</c> do, with a program that is already built.</summary>
public sealed class ScriptTests
{
    [Fact]
    public async Task UpTwiceThenDown_LeavesNothingThatRunsAndKeepsTheData()
    {
        TestCluster.Skip();
        await using var machine = await TestMachine.CreateAsync();
        string data = Path.Combine(machine.Directory, "data");
        TestImages.WriteTo(Directory.CreateDirectory(Path.Combine(data, "images")).FullName);
        var environment = new Dictionary<string, string>
        {
            ["NETES"] = NetesProgram.ExecutableIn(machine.Directory),
            ["DATA_DIR"] = data,
            ["KUBECONFIG"] = Path.Combine(data, "admin.kubeconfig"),
        };
        Task<ShellResult> Run(params string[] command) => machine.RunAsync(command, null, environment);
        Task<ShellResult> Make(string target) => Run("make", "--no-print-directory", "-C", Repository.Root, target);

        Assert.Contains("The cluster runs.", (await Make("up")).Succeeded());
        (await Run("kubectl", "create", "deployment", "web", "--image=nginx:alpine", "--replicas=2")).Succeeded();
        (await Run("kubectl", "expose", "deployment", "web", "--type=NodePort", "--port=80")).Succeeded();
        (await Run("kubectl", "rollout", "status", "deployment/web", "--timeout=60s")).Succeeded();
        string pid = await File.ReadAllTextAsync(Path.Combine(data, "netes.pid"));
        Assert.Contains("already running", (await Make("up")).Succeeded());
        Assert.Equal(pid, await File.ReadAllTextAsync(Path.Combine(data, "netes.pid")));

        Assert.Contains("stopped", (await Make("down")).Succeeded());
        Assert.Empty(await machine.ProcessesAsync());
        Assert.DoesNotContain(data, (await Run("cat", "/proc/self/mountinfo")).Succeeded());
        Assert.Empty((await Run("nft", "list", "tables")).Succeeded());
        Assert.Equal(["eth0", "lo", "void0"], Links((await Run("ip", "-o", "link")).Succeeded()));
        Assert.True(File.Exists(Path.Combine(data, "netes.db")), "the data stays");
        (await Make("down")).Succeeded();

        Assert.Contains($"deleted {data}", (await Make("clean-cluster")).Succeeded());
        Assert.False(Directory.Exists(data));
        (await Make("clean-cluster")).Succeeded();
    }

    [Fact]
    public async Task Up_WithoutRoot_SaysWhatToDo()
    {
        TestCluster.Skip();

        var result = await Shell.RunAsync(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "bash", "-s"],
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, "scripts", "up.sh")));

        Assert.Contains("only root may do: run 'sudo make up'", result.Failed());
    }

    private static string[] Links(string output) =>
        [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => l.Split(": ")[1].Split('@')[0]).Order(StringComparer.Ordinal)];
}
