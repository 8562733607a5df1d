using Netes.Api.CoreV1;
using Netes.Api.DiscoveryV1;
using Netes.Controllers.ServiceEndpoints;

namespace Netes.Controllers.Tests.ServiceEndpoints;

public class EndpointSlicePlannerTests
{
    private static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static Pod Ready(int i, bool ready = true)
    {
        var pod = Objects.Pod($"p{i}", node: "n1", ip: $"10.42.{i / 250}.{(i % 250) + 1}");
        return ready ? Objects.Ready(pod, Now) : pod;
    }

    /// <summary>Carries a plan out on the slices.</summary>
    private static List<EndpointSlice> Apply(List<EndpointSlice> slices, EndpointSlicePlan plan)
    {
        var next = slices.Where(s => !plan.Delete.Contains(s) && !plan.Update.Exists(u => u.Metadata.Name == s.Metadata.Name)).ToList();
        next.AddRange(plan.Update);
        foreach (var created in plan.Create)
        {
            created.Metadata.Name = $"svc-{Guid.NewGuid():N}";
            next.Add(created);
        }
        return next;
    }

    private static EndpointSlicePlan Plan(Service service, IReadOnlyList<Pod> pods, List<EndpointSlice> slices) =>
        EndpointSlicePlanner.Plan(service, pods, _ => null, slices);

    [Fact]
    public void Plan_NoPods_IsOneEmptySlice()
    {
        var slice = Assert.Single(Plan(Objects.Service(ports: ("http", 80, 8080)), [], []).Create);
        Assert.Empty(slice.Endpoints!);
        Assert.Equal("IPv4", slice.AddressType);
        Assert.Equal("svc-", slice.Metadata.GenerateName);
        Assert.Equal("svc", slice.Metadata.Labels!["kubernetes.io/service-name"]);
        Assert.Equal("endpointslice-controller.k8s.io", slice.Metadata.Labels["endpointslice.kubernetes.io/managed-by"]);
        Assert.DoesNotContain("service.kubernetes.io/headless", slice.Metadata.Labels.Keys);
        Assert.Equal("uid-svc", Assert.Single(slice.Metadata.OwnerReferences!).Uid);
        Assert.Empty(Plan(Objects.Service(ports: ("http", 80, 8080)), [], [slice]).Update);
    }

    [Fact]
    public void Plan_ManyPods_FillsSlicesOfAHundred()
    {
        var pods = Enumerable.Range(0, 250).Select(i => Ready(i)).ToList();
        var service = Objects.Service(ports: ("http", 80, 8080));
        var slices = Apply([], Plan(service, pods, []));
        Assert.Equal([50, 100, 100], slices.Select(s => s.Endpoints!.Count).Order());
        Assert.Equal(8080, slices[0].Ports![0].Port);
        var again = Plan(service, pods, slices);
        Assert.Empty(again.Create.Concat(again.Update).Concat(again.Delete));
    }

    [Fact]
    public void Plan_OnePodReplaced_WritesOneSlice()
    {
        var pods = Enumerable.Range(0, 250).Select(i => Ready(i)).ToList();
        var service = Objects.Service(ports: ("http", 80, 8080));
        var slices = Apply([], Plan(service, pods, []));
        pods[10] = Ready(999);
        var plan = Plan(service, pods, slices);
        Assert.Single(plan.Update);
        Assert.Empty(plan.Create);
        Assert.Empty(plan.Delete);
        Assert.Equal(250, Apply(slices, plan).Sum(s => s.Endpoints!.Count));
    }

    [Fact]
    public void Plan_AllPodsGone_LeavesOneEmptySlice()
    {
        var service = Objects.Service(ports: ("http", 80, 8080));
        var slices = Apply([], Plan(service, Enumerable.Range(0, 250).Select(i => Ready(i)).ToList(), []));
        var left = Apply(slices, Plan(service, [], slices));
        Assert.Empty(Assert.Single(left).Endpoints!);
    }

    [Fact]
    public void Plan_NamedPort_IsResolvedPerPod()
    {
        var service = Objects.Service(ports: ("http", 80, "web"));
        Pod a = Ready(1), b = Ready(2), c = Ready(3);
        a.Spec.Containers![0].Ports = [new ContainerPort { Name = "web", ContainerPortValue = 8080 }];
        b.Spec.Containers![0].Ports = [new ContainerPort { Name = "web", ContainerPortValue = 9090 }];
        var slices = Plan(service, [a, b, c], []).Create;
        Assert.Equal([8080, 9090], slices.Where(s => s.Ports!.Count > 0).Select(s => s.Ports![0].Port ?? 0).Order());
        Assert.All(slices, s => Assert.Single(s.Endpoints!));
    }

    [Theory]
    [InlineData(true, false, false, true, true, false)]
    [InlineData(false, false, false, false, false, false)]
    [InlineData(true, true, false, false, true, true)]
    [InlineData(false, false, true, true, false, false)]
    [InlineData(true, true, true, true, true, true)]
    public void Plan_Conditions_FollowReadinessAndTermination(bool podReady, bool deleted, bool publish, bool ready, bool serving, bool terminating)
    {
        var service = Objects.Service(ports: ("http", 80, 8080));
        service.Spec.PublishNotReadyAddresses = publish;
        var pod = Ready(1, podReady);
        if (deleted) pod.Metadata.DeletionTimestamp = Now;
        var conditions = Plan(service, [pod], []).Create.Single().Endpoints!.Single().Conditions;
        Assert.Equal((ready, serving, terminating), (conditions.Ready, conditions.Serving, conditions.Terminating));
    }

    [Fact]
    public void Plan_Headless_HasTheLabelHostnameAndZone()
    {
        var service = Objects.Service(ports: ("http", 80, 8080));
        service.Spec.ClusterIP = "None";
        var pod = Ready(1);
        (pod.Spec.Hostname, pod.Spec.Subdomain) = ("web-0", "svc");
        var node = Objects.Node("n1");
        node.Metadata.Labels = new() { ["topology.kubernetes.io/zone"] = "z1" };
        var slice = EndpointSlicePlanner.Plan(service, [pod], _ => node, []).Create.Single();
        Assert.Contains("service.kubernetes.io/headless", slice.Metadata.Labels!.Keys);
        var endpoint = slice.Endpoints!.Single();
        Assert.Equal(("web-0", "n1", "z1", "uid-p1"), (endpoint.Hostname, endpoint.NodeName, endpoint.Zone, endpoint.TargetRef!.Uid));
    }

    [Fact]
    public void Plan_Endpoints_SplitsReadyAndNotReady()
    {
        var service = Objects.Service(ports: [("http", 80, 8080), ("metrics", 90, 9090)]);
        var endpoints = EndpointsPlanner.Plan(service, [Ready(2), Ready(1), Ready(3, ready: false)], null)!;
        var subset = Assert.Single(endpoints.Subsets!);
        Assert.Equal(["10.42.0.2", "10.42.0.3"], subset.Addresses!.Select(a => a.Ip));
        Assert.Equal("10.42.0.4", Assert.Single(subset.NotReadyAddresses!).Ip);
        Assert.Equal(["http", "metrics"], subset.Ports!.Select(p => p.Name));
        Assert.Null(EndpointsPlanner.Plan(service, [Ready(1), Ready(2), Ready(3, ready: false)], endpoints));
    }

    [Fact]
    public void Plan_EndpointsOverCapacity_AreCutAndSaySo()
    {
        var endpoints = EndpointsPlanner.Plan(Objects.Service(ports: ("http", 80, 8080)), Enumerable.Range(0, 1200).Select(i => Ready(i)).ToList(), null)!;
        Assert.Equal(1000, endpoints.Subsets!.Sum(s => s.Addresses!.Count));
        Assert.Equal("truncated", endpoints.Metadata.Annotations!["endpoints.kubernetes.io/over-capacity"]);
    }
}
