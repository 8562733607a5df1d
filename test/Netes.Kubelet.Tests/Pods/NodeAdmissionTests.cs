using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.Admission;
using static Netes.Kubelet.Tests.Pods.PodFixture;

namespace Netes.Kubelet.Tests.Pods;

public class NodeAdmissionTests
{
    private static readonly Node Node = new()
    {
        Metadata = { Name = "n1", Labels = new() { ["disk"] = "ssd" } },
        Status = { Allocatable = new() { ["cpu"] = Quantity.Parse("2"), ["memory"] = Quantity.Parse("1Gi"), ["pods"] = Quantity.Parse("2") } },
    };

    private static Pod Asking(string cpu)
    {
        var pod = NewPod();
        pod.Spec.Containers![0].Resources.Requests = new() { ["cpu"] = Quantity.Parse(cpu) };
        return pod;
    }

    [Fact]
    public void Check_EnoughRoom_Admits() => Assert.Null(NodeAdmission.Check(Asking("1"), Node, [Asking("1")]));

    [Fact]
    public void Check_TooLittleCpu_OutOfcpu()
    {
        var verdict = NodeAdmission.Check(Asking("1500m"), Node, [Asking("1")])!;

        Assert.Equal(("Failed", "OutOfcpu"), (verdict.Phase, verdict.Reason));
        Assert.Equal("Pod was rejected: Node didn't have enough resource: cpu, requested: 1500, used: 1000, capacity: 2000", verdict.Message);
        Assert.StartsWith("Node didn't have enough", NodeAdmission.Cause(verdict), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_TooManyPods_OutOfpods() => Assert.Equal("OutOfpods", NodeAdmission.Check(NewPod(), Node, [NewPod(), NewPod()])!.Reason);

    [Theory]
    [InlineData("ssd", true)]
    [InlineData("hdd", false)]
    public void Check_NodeSelector_MustMatch(string disk, bool admitted)
    {
        var pod = NewPod();
        pod.Spec.NodeSelector = new() { ["disk"] = disk };

        Assert.Equal(admitted ? null : "NodeAffinity", NodeAdmission.Check(pod, Node, [])?.Reason);
    }

    [Fact]
    public void Check_HostPortTaken_NodePorts()
    {
        var pod = NewPod();
        pod.Spec.Containers![0].Ports = [new ContainerPort { ContainerPortValue = 80, HostPort = 8080 }];

        Assert.Equal("NodePorts", NodeAdmission.Check(pod, Node, [pod])!.Reason);
        Assert.Null(NodeAdmission.Check(pod, Node, []));
    }

    [Fact]
    public void Of_InitContainersAndSidecars_PeakCounts()
    {
        var pod = NewPod(inits: ["s1*", "i1"]);
        pod.Spec.InitContainers![0].Resources.Requests = new() { ["cpu"] = Quantity.Parse("100m") };
        pod.Spec.InitContainers[1].Resources.Requests = new() { ["cpu"] = Quantity.Parse("1") };
        pod.Spec.Containers![0].Resources.Requests = new() { ["cpu"] = Quantity.Parse("500m") };

        Assert.Equal(1100, PodRequests.Of(pod.Spec)["cpu"].MilliValue);
    }
}
