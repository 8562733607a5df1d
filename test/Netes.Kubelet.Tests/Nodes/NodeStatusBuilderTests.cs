using System.Net;
using Netes.Api.CoreV1;
using Netes.Kubelet.Nodes;

namespace Netes.Kubelet.Tests.Nodes;

public class NodeStatusBuilderTests
{
    private static readonly DateTime Now = new(2026, 11, 23, 22, 30, 0, DateTimeKind.Utc);
    private static readonly KubeletOptions Options = new() { NodeName = "n1", Directory = "/k", NodeAddresses = [IPAddress.Parse("192.168.1.10")], PodCidr = "10.42.0.0/24" };
    private static readonly MachineFacts Machine = new() { Cpus = 2, MemoryBytes = 8L << 30, Info = new NodeSystemInfo { Architecture = "amd64", KubeletVersion = "v1.36.2" } };

    private static NodeStatus Build(NodeObservation seen, NodeStatus? old = null, DateTime? now = null) =>
        NodeStatusBuilder.Build(Options, Machine, 100L << 30, seen, old ?? new NodeStatus(), now ?? Now);

    [Fact]
    public void Build_AllWell_IsReadyInUpstreamsWords()
    {
        var status = Build(new NodeObservation());

        Assert.Equal(["MemoryPressure", "DiskPressure", "PIDPressure", "Ready"], status.Conditions!.Select(c => c.Type));
        Assert.Equal(["False", "False", "False", "True"], status.Conditions!.Select(c => c.Status));
        Assert.Equal("kubelet is posting ready status", status.Conditions![3].Message);
        Assert.Equal("192.168.1.10", status.Addresses![0].Address);
        Assert.Equal("8Gi", status.Capacity!["memory"].ToString());
        Assert.Equal("110", status.Allocatable!["pods"].ToString());
    }

    [Fact]
    public void Build_NetworkNotReady_SaysWhy()
    {
        var ready = Build(new NodeObservation { Problem = "container runtime network not ready: x" }).Conditions![3];

        Assert.Equal(("False", "KubeletNotReady"), (ready.Status, ready.Reason));
    }

    [Fact]
    public void Build_StaysReady_KeepsTheTransitionAndSaysTheSame()
    {
        var old = Build(new NodeObservation());
        var status = Build(new NodeObservation(), old, Now.AddMinutes(1));

        Assert.Equal(Now, status.Conditions![3].LastTransitionTime);
        Assert.Equal(Now.AddMinutes(1), status.Conditions[3].LastHeartbeatTime);
        Assert.True(NodeStatusBuilder.SaysTheSame(old, status));
    }

    [Fact]
    public void NewNode_Labels_AreTheWellKnownOnes()
    {
        var node = NodeStatusBuilder.NewNode(Options, Machine);

        Assert.Equal("n1", node.Metadata.Labels!["kubernetes.io/hostname"]);
        Assert.Equal("amd64", node.Metadata.Labels["kubernetes.io/arch"]);
        Assert.Equal("10.42.0.0/24", node.Spec.PodCIDR);
    }

    [Fact]
    public void OsImage_OsRelease_IsThePrettyName() =>
        Assert.Equal("Debian GNU/Linux 12 (bookworm)", MachineFacts.OsImage("NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"));
}
