using Netes.Api.CoreV1;
using Netes.Scheduler.Cycle;
using Netes.Scheduler.Plugins;

namespace Netes.Scheduler.Tests;

public sealed class ScoreTests
{
    [Fact]
    public void LeastAllocated_EmptierNode_Wins()
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a"), Make.Node("b"));
        loop.OnPod(null, Make.Pod("x", "2", "4Gi").On("a"));
        Assert.Equal("b", loop.Try(Make.Pod("p", "1", "1Gi")));
    }

    [Fact]
    public void PreferNoSchedule_OtherNode_Wins()
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a").Tainted("k", "v", "PreferNoSchedule"), Make.Node("b"));
        Assert.Equal("b", loop.Try(Make.Pod("p")));
    }

    [Fact]
    public void PreferredNodeAffinity_HeavierTerm_Wins()
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a").Labelled("disk", "ssd"), Make.Node("b").Labelled("disk", "nvme"));
        Assert.Equal("b", loop.Try(Make.Pod("p", change: pod => pod.Spec.Affinity = new()
        {
            NodeAffinity = new() { PreferredDuringSchedulingIgnoredDuringExecution = [Prefer(10, "ssd"), Prefer(50, "nvme")] },
        })));
    }

    [Fact]
    public void PreferredAntiAffinity_ManyPods_SpreadEvenly()
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a"), Make.Node("b"), Make.Node("c"));
        var perNode = new Dictionary<string, int>();
        for (int i = 0; i < 9; i++)
        {
            string node = loop.Try(Make.Pod($"p{i}", change: pod => pod.Spec.Affinity = new()
            {
                PodAntiAffinity = new()
                {
                    PreferredDuringSchedulingIgnoredDuringExecution =
                    [
                        new() { Weight = 100, PodAffinityTerm = new() { TopologyKey = "kubernetes.io/hostname", LabelSelector = Make.Select("app", "web") } },
                    ],
                },
            }));
            perNode[node] = perNode.GetValueOrDefault(node) + 1;
        }

        Assert.All(perNode.Values, count => Assert.Equal(3, count));
    }

    [Fact]
    public void ScheduleAnyway_EmptierZone_Wins()
    {
        SchedulerLoop loop = Make.Loop(Make.Node("a").InZone("1"), Make.Node("b").InZone("2"));
        loop.OnPod(null, Make.Pod("x").On("a"));
        Assert.Equal("b", loop.Try(Make.Pod("p", change: pod => pod.Spec.TopologySpreadConstraints =
        [
            new()
            {
                MaxSkew = 1,
                TopologyKey = "topology.kubernetes.io/zone",
                WhenUnsatisfiable = "ScheduleAnyway",
                LabelSelector = Make.Select("app", "web"),
            },
        ])));
    }

    [Fact]
    public void ImageLocality_NodeWithBigImage_Wins()
    {
        SchedulerLoop loop = Make.Loop(
            Make.Node("a"), Make.Node("b", change: node => node.Status.Images = [new() { Names = ["web:1"], SizeBytes = 900_000_000 }]));
        Assert.Equal("b", loop.Try(Make.Pod("p")));
    }

    [Theory]
    [InlineData("web", "web:latest")]
    [InlineData("registry:5000/web", "registry:5000/web:latest")]
    [InlineData("registry:5000/web:2", "registry:5000/web:2")]
    public void WithTag_Image_GetsLatest(string image, string tagged) => Assert.Equal(tagged, ImageLocality.WithTag(image));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(99, 99)]
    [InlineData(100, 100)]
    [InlineData(1000, 420)]
    [InlineData(5000, 500)]
    public void EnoughNodes_Cluster_IsAdaptive(int nodes, int enough) => Assert.Equal(enough, SchedulingCycle.EnoughNodes(nodes));

    private static PreferredSchedulingTerm Prefer(int weight, string disk) => new()
    {
        Weight = weight,
        Preference = new() { MatchExpressions = [new() { Key = "disk", Operator = "In", Values = [disk] }] },
    };
}
