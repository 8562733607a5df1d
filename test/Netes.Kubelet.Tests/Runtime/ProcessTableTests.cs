using Netes.Kubelet.Runtime;

namespace Netes.Kubelet.Tests.Runtime;

public sealed class ProcessTableTests
{
    [Fact]
    public void ParseStat_NameWithSpacesAndParentheses_CountsFromTheLastOne()
    {
        var stat = "42 (a) b) S 7 1 1 0 -1 0 0 0 0 0 1 1 0 0 20 0 1 0 98765 1000 10";
        Assert.Equal(('S', 7, 98765ul), ProcessTable.ParseStat(stat));
    }

    [Fact]
    public void Identify_OfThisProcess_IsAliveAndRoundTrips()
    {
        var own = ProcessTable.Identify(Environment.ProcessId);
        Assert.NotNull(own);
        Assert.True(ProcessTable.IsAlive(own.Value));
        Assert.Equal(own, ProcessIdentity.Parse(own.Value.ToString()));
        Assert.False(ProcessTable.IsAlive(own.Value with { StartTime = own.Value.StartTime + 1 }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("x 3")]
    public void Parse_OfADamagedPidFile_IsNothing(string text) => Assert.Null(ProcessIdentity.Parse(text));

    [Fact]
    public void Leftovers_OfOurSocket_AreShimsAndAllBelow()
    {
        static ProcessEntry Process(int pid, int parent, params string[] arguments) => new(new ProcessIdentity(pid, 1), parent, arguments);
        ProcessEntry[] table =
        [
            Process(1, 0, "init"),
            Process(10, 1, "/usr/bin/containerd-shim-runc-v2", "-namespace", "k8s.io", "-id", "a", "-address", "/run/ours.sock"),
            Process(11, 10, "/pause"),
            Process(12, 11, "child"),
            Process(20, 1, "/usr/bin/containerd-shim-runc-v2", "-address", "/run/containerd/containerd.sock"),
            Process(21, 20, "/pause"),
            Process(30, 1, "grep", "-address", "/run/ours.sock"),
        ];
        Assert.Equal([10, 11, 12], RuntimeCleanup.Leftovers(table, "/run/ours.sock").Select(p => p.Identity.Pid));
    }
}
