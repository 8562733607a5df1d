using Netes.Api.CoreV1;
using Netes.ApiServer.Strategies;
using Netes.ApiServer.Strategies.Apps;
using Netes.ApiServer.Strategies.Core;
using AppsV1 = Netes.Api.AppsV1;

namespace Netes.ApiServer.Tests.Strategies;

public sealed class UpdateRulesTests
{
    private static readonly StrategyContext Context = new(DateTime.UnixEpoch, "admin", "");

    private static Pod MakePod()
    {
        var pod = new Pod
        {
            Metadata = new() { Name = "p", Namespace = "default" },
            Spec = new() { Containers = [new() { Name = "a", Image = "i:1" }], ActiveDeadlineSeconds = 100 },
        };
        new PodStrategy().Default(pod);
        return pod;
    }

    private static string[] Update(Action<Pod> change)
    {
        var old = MakePod();
        var pod = old.Clone();
        change(pod);
        return [.. new PodStrategy().ValidateUpdate(pod, old).Select(e => e.ToString())];
    }

    [Fact]
    public void Pod_ImageTolerationAndShorterDeadline_MayChange() => Assert.Empty(Update(pod =>
    {
        pod.Spec.Containers![0].Image = "i:2";
        pod.Spec.ActiveDeadlineSeconds = 50;
        pod.Spec.Tolerations = [new() { Key = "k", Operator = "Exists" }];
    }));

    [Fact]
    public void Pod_LongerDeadline_IsRefused() => Assert.Equal(
        ["spec.activeDeadlineSeconds: Invalid value: 200: must be less than or equal to previous value"],
        Update(pod => pod.Spec.ActiveDeadlineSeconds = 200));

    [Fact]
    public void Pod_NoDeadlineAnyMore_IsRefused() => Assert.Equal(
        ["spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value"],
        Update(pod => pod.Spec.ActiveDeadlineSeconds = null));

    [Fact]
    public void Pod_AnotherContainer_IsRefused() => Assert.Equal(
        ["spec.containers: Forbidden: pod updates may not add or remove containers"],
        Update(pod => pod.Spec.Containers!.Add(pod.Spec.Containers[0].Clone()))[1..]);

    [Fact]
    public void Pod_OtherField_IsRefusedWithTheDifference()
    {
        var error = Assert.Single(Update(pod => pod.Spec.Hostname = "h"));
        Assert.StartsWith("spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`", error);
        Assert.EndsWith("+ hostname: \"h\"", error);
    }

    [Fact]
    public void Pod_NewSchedulingGate_IsRefused() => Assert.Contains(
        "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'example.com/new'",
        Update(pod => pod.Spec.SchedulingGates = [new() { Name = "example.com/new" }]));

    [Fact]
    public void Deployment_Selector_IsImmutable()
    {
        var strategy = new DeploymentStrategy();
        var old = new AppsV1.Deployment
        {
            Metadata = new() { Name = "d" },
            Spec = new()
            {
                Selector = new() { MatchLabels = new() { ["app"] = "x" } },
                Template = new() { Metadata = new() { Labels = new() { ["app"] = "x" } }, Spec = MakePod().Spec },
            },
        };
        old.Spec.Template.Spec.ActiveDeadlineSeconds = null;
        strategy.Default(old);
        var changed = old.Clone();
        changed.Spec.Selector!.MatchLabels!["app"] = "y";
        changed.Spec.Template.Metadata.Labels!["app"] = "y";
        var error = Assert.Single(strategy.ValidateUpdate(changed, old));
        Assert.Equal("spec.selector: Invalid value: {\"matchLabels\":{\"app\":\"y\"}}: field is immutable", error.ToString());
        Assert.True(strategy.DesiredStateChanged(changed, old));
        Assert.False(strategy.DesiredStateChanged(old.Clone(), old));
    }

    [Fact]
    public void Secret_Immutable_KeepsItsData()
    {
        var old = new Secret { Type = "Opaque", Immutable = true, Data = new() { ["a"] = [1] } };
        var changed = old.Clone();
        changed.Data!["a"] = [2];
        var error = Assert.Single(new SecretStrategy().ValidateUpdate(changed, old));
        Assert.Equal("data: Forbidden: field is immutable when `immutable` is set", error.ToString());
    }

    [Fact]
    public void Service_Address_StaysAndIsKeptWhenLeftOut()
    {
        var strategy = new ServiceStrategy();
        var old = new Service
        {
            Spec = new() { ClusterIP = "10.43.0.9", ClusterIPs = ["10.43.0.9"], Ports = [new() { Port = 80 }] },
        };
        strategy.Default(old);
        strategy.PrepareForCreate(old, Context);
        var silent = new Service { Spec = new() { Ports = [new() { Port = 81 }] } };
        strategy.Default(silent);
        strategy.PrepareForUpdate(silent, old, Context);
        Assert.Equal("10.43.0.9", silent.Spec.ClusterIP);
        Assert.Empty(strategy.ValidateUpdate(silent, old));

        var headless = old.Clone();
        headless.Spec.ClusterIP = "None";
        strategy.PrepareForUpdate(headless, old, Context);
        Assert.Contains(strategy.ValidateUpdate(headless, old),
            e => e.ToString() == "spec.clusterIPs[0]: Invalid value: [\"None\"]: may not change once set");
    }

    [Fact]
    public void Pod_GracePeriod_IsZeroWithoutANode()
    {
        var strategy = new PodStrategy();
        var pod = MakePod();
        Assert.Equal(0, strategy.GracePeriod(pod, new()));
        pod.Spec.NodeName = "n";
        Assert.Equal(30, strategy.GracePeriod(pod, new()));
        Assert.Equal(5, strategy.GracePeriod(pod, new() { GracePeriodSeconds = 5 }));
    }
}
