using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.Scheduler.Tests;

/// <summary>Each filter by what it lets through and by the words in which it refuses.</summary>
public sealed class FilterTests
{
    private const string Unhelpful = " preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";

    [Fact]
    public void NoNodes_Message_IsUpstreams() => Assert.Equal("no nodes available to schedule pods", Make.Loop().Try(Make.Pod("p")));

    [Fact]
    public void Mixed_Message_CountsReasonsSorted()
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a").Tainted("k", "v", "NoSchedule"), Make.Node("b", cpu: "1"), Make.Node("c", cpu: "1"));
        loop.OnPod(null, Make.Pod("x", cpu: "1").On("b"));
        loop.OnPod(null, Make.Pod("y", cpu: "1").On("c"));

        Assert.Equal(
            "0/3 nodes are available: 1 node(s) had untolerated taint {k: v}, 2 Insufficient cpu. "
            + "preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.",
            loop.Try(Make.Pod("p", cpu: "500m")));
    }

    [Fact]
    public void Fit_CpuAndMemoryShort_NamesBoth()
    {
        Assert.Equal(
            "0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory." + Unhelpful,
            Make.Loop(Make.Node("a", cpu: "1", memory: "1Gi")).Try(Make.Pod("p", "2", "2Gi")));
    }

    [Fact]
    public void Fit_NodeFull_SaysTooManyPods()
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a", pods: "1"));
        loop.OnPod(null, Make.Pod("x").On("a"));
        Assert.StartsWith("0/1 nodes are available: 1 Too many pods.", loop.Try(Make.Pod("p")), StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ExtendedResource_IsCounted()
    {
        Pod Gpu(string name) => Make.Pod(name, change: pod => pod.Spec.Containers![0].Resources.Requests!["example.com/gpu"] = Quantity.Parse("1"));
        SchedulerLoop loop = Make.Loop(Make.Node("a", change: node => node.Status.Allocatable!["example.com/gpu"] = Quantity.Parse("1")));

        Assert.Equal("a", loop.Try(Gpu("p")));
        Assert.StartsWith("0/1 nodes are available: 1 Insufficient example.com/gpu.", loop.Try(Gpu("q")), StringComparison.Ordinal);
    }

    [Fact]
    public void Cordoned_WithoutToleration_IsRefused()
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a", change: node => node.Spec.Unschedulable = true));
        Assert.Equal("0/1 nodes are available: 1 node(s) were unschedulable." + Unhelpful, loop.Try(Make.Pod("p")));
        Assert.Equal("a", loop.Try(Make.Pod("q", change: pod => pod.Spec.Tolerations = [new() { Operator = "Exists" }])));
    }

    [Theory]
    [InlineData("Exists", "", "", true)]
    [InlineData("Equal", "v", "NoSchedule", true)]
    [InlineData("", "v", "", true)]
    [InlineData("Equal", "other", "", false)]
    [InlineData("Equal", "v", "NoExecute", false)]
    public void Taint_Toleration_Decides(string op, string value, string effect, bool allowed)
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a").Tainted("k", "v", "NoSchedule"));
        Pod pod = Make.Pod("p", change: p => p.Spec.Tolerations = [new() { Key = "k", Operator = op, Value = value, Effect = effect }]);
        Assert.Equal(allowed, loop.Try(pod) == "a");
    }

    [Fact]
    public void NodeSelector_NoMatch_IsRefused()
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a"), Make.Node("b").Labelled("disk", "ssd"));
        Assert.Equal("b", loop.Try(Make.Pod("p", change: pod => pod.Spec.NodeSelector = new() { ["disk"] = "ssd" })));
        Assert.StartsWith(
            "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector.",
            loop.Try(Make.Pod("q", change: pod => pod.Spec.NodeSelector = new() { ["disk"] = "tape" })), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("In", "ssd", "b")]
    [InlineData("NotIn", "ssd", "a")]
    [InlineData("Exists", null, "b")]
    [InlineData("DoesNotExist", null, "a")]
    public void RequiredNodeAffinity_Operator_Decides(string op, string? value, string node)
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a"), Make.Node("b").Labelled("disk", "ssd"));
        Pod pod = Make.Pod("p", change: p => p.Spec.Affinity = Require(new NodeSelectorTerm
        {
            MatchExpressions = [new() { Key = "disk", Operator = op, Values = value is null ? null : [value] }],
        }));
        Assert.Equal(node, loop.Try(pod));
    }

    [Fact]
    public void RequiredNodeAffinity_ByName_LooksAtThatNodeOnly()
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a"), Make.Node("b"), Make.Node("c"));
        Pod pod = Make.Pod("p", change: p => p.Spec.Affinity = Require(new NodeSelectorTerm
        {
            MatchFields = [new() { Key = "metadata.name", Operator = "In", Values = ["c"] }],
        }));
        Assert.Equal("c", loop.Try(pod));
    }

    [Fact]
    public void HostPort_Taken_IsRefusedUntilFree()
    {
        Pod WithPort(string name) => Make.Pod(name, change: pod => pod.Spec.Containers![0].Ports = [new() { HostPort = 80 }]);
        SchedulerLoop loop = Make.Loop(Make.Node("a"));
        Pod first = WithPort("p").On("a");
        loop.OnPod(null, first);

        Assert.StartsWith(
            "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.",
            loop.Try(WithPort("q")), StringComparison.Ordinal);
    }

    [Fact]
    public void AntiAffinity_OfExistingPod_KeepsNewOneAway()
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a"));
        loop.OnPod(null, Apart("x").On("a"));
        Assert.StartsWith(
            "0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules.",
            loop.Try(Make.Pod("p")), StringComparison.Ordinal);
    }

    [Fact]
    public void AntiAffinity_OfNewPod_FindsOtherHost()
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a"), Make.Node("b"));
        string first = loop.Try(Apart("p"));
        string second = loop.Try(Apart("q"));
        Assert.NotEqual(first, second);
        Assert.StartsWith(
            "0/2 nodes are available: 2 node(s) didn't match pod anti-affinity rules.", loop.Try(Apart("r")), StringComparison.Ordinal);
    }

    [Fact]
    public void Affinity_FirstOfGroup_MayStartAnywhereOthersFollow()
    {
        SchedulerLoop loop = Make.Loop(
            Make.Node("a", change: null).InZone("1"), Make.Node("b").InZone("2"), Make.Node("c").InZone("2"));
        string first = loop.Try(Together("p"));
        for (int i = 0; i < 5; i++)
        {
            string next = loop.Try(Together($"q{i}"));
            Assert.Equal(first == "a", next == "a");
        }

        Assert.StartsWith(
            "0/3 nodes are available: 3 node(s) didn't match pod affinity rules.",
            loop.Try(Make.Pod("alone", change: pod => pod.Spec.Affinity = Near("app", "nothing"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Spread_DoNotSchedule_KeepsSkew()
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a").InZone("1"), Make.Node("b").InZone("2"), Make.Node("c"));
        var perZone = new Dictionary<string, int>();
        for (int i = 0; i < 10; i++)
        {
            string node = loop.Try(Spread($"p{i}"));
            perZone[node] = perZone.GetValueOrDefault(node) + 1;
        }

        Assert.Equal(new Dictionary<string, int> { ["a"] = 5, ["b"] = 5 }, perZone.OrderBy(z => z.Key).ToDictionary());
    }

    [Fact]
    public void Spread_OtherZoneFull_SaysWhy()
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a").InZone("1"), Make.Node("b", pods: "0").InZone("2"), Make.Node("c"));
        Assert.Equal("a", loop.Try(Spread("p")));
        Assert.StartsWith(
            "0/3 nodes are available: 1 Too many pods, 1 node(s) didn't match pod topology spread constraints, "
            + "1 node(s) didn't match pod topology spread constraints (missing required label).",
            loop.Try(Spread("q")), StringComparison.Ordinal);
    }

    private static Pod Spread(string name) => Make.Pod(name, change: pod => pod.Spec.TopologySpreadConstraints =
    [
        new()
        {
            MaxSkew = 1,
            TopologyKey = "topology.kubernetes.io/zone",
            WhenUnsatisfiable = "DoNotSchedule",
            LabelSelector = Make.Select("app", "web"),
        },
    ]);

    private static Pod Apart(string name) => Make.Pod(name, change: pod => pod.Spec.Affinity = new()
    {
        PodAntiAffinity = new()
        {
            RequiredDuringSchedulingIgnoredDuringExecution =
                [new() { TopologyKey = "kubernetes.io/hostname", LabelSelector = Make.Select("app", "web") }],
        },
    });

    private static Pod Together(string name) => Make.Pod(name, change: pod => pod.Spec.Affinity = Near("app", "web"));

    private static Affinity Near(string key, string value) => new()
    {
        PodAffinity = new()
        {
            RequiredDuringSchedulingIgnoredDuringExecution =
                [new() { TopologyKey = "topology.kubernetes.io/zone", LabelSelector = Make.Select(key, value) }],
        },
    };

    private static Affinity Require(NodeSelectorTerm term) => new()
    {
        NodeAffinity = new() { RequiredDuringSchedulingIgnoredDuringExecution = new() { NodeSelectorTerms = [term] } },
    };
}
