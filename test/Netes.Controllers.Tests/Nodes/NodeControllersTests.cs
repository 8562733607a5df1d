using Netes.Api.CoordinationV1;
using Netes.Api.CoreV1;
using Netes.Client.Informers;
using Netes.Controllers.Nodes;
using Netes.Testing;

namespace Netes.Controllers.Tests.Nodes;

public class NodeControllersTests
{
    private static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Node_Silent_BecomesUnknownTaintedAndItsPodsUnready()
    {
        await using var cluster = new Cluster("node-controller");
        await cluster.CreateAsync(Objects.Node("dead"));
        await cluster.CreateAsync(Objects.Node("alive"));
        await cluster.CreateAsync(Lease("alive", Now));
        await cluster.CreateAsync(Objects.Ready(Objects.Pod("p", node: "dead"), Now));
        await cluster.StartAsync();
        await Eventually.IsTrueAsync(() => cluster.Time.ArmedTimers > 0, "the nodes are watched");
        for (int i = 1; i <= 5; i++)
        {
            cluster.Time.Advance(TimeSpan.FromSeconds(9));
            await cluster.SeenAsync(await cluster.ChangeAsync<Lease>("kube-node-lease", "alive", l => l.Spec.RenewTime = Now.AddSeconds(i * 9)),
                new InformerSelector("kube-node-lease"));
        }
        await cluster.UntilAsync(async () => (await cluster.FindAsync<Node>("", "dead"))!.Spec.Taints?.Count == 2, "tainted");
        var dead = (await cluster.FindAsync<Node>("", "dead"))!;
        var ready = dead.Status.Conditions!.Single(c => c.Type == "Ready");
        Assert.Equal(("Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status."), (ready.Status, ready.Reason, ready.Message));
        Assert.Equal("NodeStatusNeverUpdated", dead.Status.Conditions!.Single(c => c.Type == "DiskPressure").Reason);
        Assert.Equal(["NoExecute", "NoSchedule"], dead.Spec.Taints!.Where(t => t.Key == "node.kubernetes.io/unreachable").Select(t => t.Effect).Order());
        await cluster.UntilAsync(async () => (await cluster.FindAsync<Pod>("ns", "p"))!.Status.Conditions![0].Status == "False", "the Pod is unready");
        Assert.Equal("True", NodeHealthPlanner.ReadyStatus((await cluster.FindAsync<Node>("", "alive"))!));
        await cluster.ChangeAsync<Node>("", "dead", n =>
        {
            n.Status.Conditions = [new NodeCondition { Type = "Ready", Status = "True", LastHeartbeatTime = Now.AddMinutes(2) }];
        }, "status");
        await cluster.UntilAsync(async () => (await cluster.FindAsync<Node>("", "dead"))!.Spec.Taints is null or [], "the taints are gone");
    }

    [Fact]
    public async Task Pod_OnTaintedNode_LeavesWhenItsTolerationEnds()
    {
        await using var cluster = new Cluster("taint-eviction-controller");
        var node = Objects.Node("n1");
        node.Spec.Taints = [new Taint { Key = "k", Effect = "NoExecute", TimeAdded = Now }];
        await cluster.CreateAsync(node);
        await cluster.CreateAsync(Objects.Pod("intolerant", node: "n1"));
        await cluster.CreateAsync(Tolerant("patient", 30));
        await cluster.CreateAsync(Tolerant("forever", null));
        await cluster.StartAsync();
        await Eventually.IsTrueAsync(async () => await cluster.FindAsync<Pod>("ns", "intolerant") is null, "the intolerant one is gone");
        await Eventually.IsTrueAsync(() => cluster.Time.ArmedTimers > 0, "the patient one waits");
        Assert.NotNull(await cluster.FindAsync<Pod>("ns", "patient"));
        cluster.Time.Advance(TimeSpan.FromSeconds(31));
        await Eventually.IsTrueAsync(async () => await cluster.FindAsync<Pod>("ns", "patient") is null, "the patient one is gone");
        Assert.NotNull(await cluster.FindAsync<Pod>("ns", "forever"));
    }

    [Theory]
    [InlineData("k", "Exists", "", "", true)]
    [InlineData("", "Exists", "", "", true)]
    [InlineData("k", "Equal", "v", "NoExecute", true)]
    [InlineData("k", "", "other", "", false)]
    [InlineData("k", "Exists", "", "NoSchedule", false)]
    [InlineData("x", "Exists", "", "", false)]
    public void Tolerates_Toleration_MatchesKeyValueAndEffect(string key, string op, string value, string effect, bool expected) =>
        Assert.Equal(expected, TaintEvictionPlanner.Tolerates(
            new Toleration { Key = key, Operator = op, Value = value, Effect = effect }, new Taint { Key = "k", Value = "v", Effect = "NoExecute" }));

    [Fact]
    public void Taints_NoEviction_OnlyKeepsNewPodsAway()
    {
        var node = Objects.Node("n1", "False");
        node.Spec.Taints = [new Taint { Key = "mine", Effect = "NoSchedule" }];
        Assert.Equal([("mine", "NoSchedule"), (NodeHealthPlanner.NotReady, "NoSchedule")],
            NodeHealthPlanner.Taints(node, mayEvict: false, Now)!.Select(t => (t.Key, t.Effect)));
        Assert.Equal(3, NodeHealthPlanner.Taints(node, mayEvict: true, Now)!.Count);
        Assert.Null(NodeHealthPlanner.Taints(Objects.Node("n2"), mayEvict: true, Now));
    }

    private static Lease Lease(string node, DateTime renewed)
    {
        var lease = new Lease();
        (lease.Metadata.Namespace, lease.Metadata.Name) = ("kube-node-lease", node);
        lease.Spec.RenewTime = renewed;
        return lease;
    }

    private static Pod Tolerant(string name, long? seconds)
    {
        var pod = Objects.Pod(name, node: "n1");
        pod.Spec.Tolerations = [new Toleration { Key = "k", Operator = "Exists", TolerationSeconds = seconds }];
        return pod;
    }
}
