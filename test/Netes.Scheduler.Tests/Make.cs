using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Api.Selectors;
using Netes.Scheduler.Framework;
using Netes.Scheduler.Plugins;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Tests;

/// <summary>Builders for test objects.</summary>
internal static class Make
{
    public static Node Node(string name, string cpu = "4", string memory = "8Gi", string pods = "110", Action<Node>? change = null)
    {
        var node = new Node
        {
            Metadata = new ObjectMeta { Name = name, Labels = new() { ["kubernetes.io/hostname"] = name } },
            Status = new NodeStatus
            {
                Allocatable = new() { ["cpu"] = Quantity.Parse(cpu), ["memory"] = Quantity.Parse(memory), ["pods"] = Quantity.Parse(pods) },
            },
        };
        change?.Invoke(node);
        return node;
    }

    public static Node InZone(this Node node, string zone) => node.Labelled("topology.kubernetes.io/zone", zone);

    public static Node Labelled(this Node node, string key, string value)
    {
        node.Metadata.Labels![key] = value;
        return node;
    }

    public static Node Tainted(this Node node, string key, string value, string effect)
    {
        (node.Spec.Taints ??= []).Add(new Taint { Key = key, Value = value, Effect = effect });
        return node;
    }

    public static Pod Pod(string name, string? cpu = null, string? memory = null, Action<Pod>? change = null)
    {
        var container = new Container { Name = "c", Image = "web:1" };
        container.Resources.Requests = [];
        if (cpu is not null)
        {
            container.Resources.Requests["cpu"] = Quantity.Parse(cpu);
        }

        if (memory is not null)
        {
            container.Resources.Requests["memory"] = Quantity.Parse(memory);
        }

        var pod = new Pod
        {
            Metadata = new ObjectMeta { Namespace = "default", Name = name, Uid = $"uid-{name}", Labels = new() { ["app"] = "web" } },
            Spec = new PodSpec { SchedulerName = "default-scheduler", Containers = [container] },
        };
        change?.Invoke(pod);
        return pod;
    }

    public static Pod On(this Pod pod, string node)
    {
        Pod bound = pod.Clone();
        bound.Spec.NodeName = node;
        return bound;
    }

    public static Pod Priority(this Pod pod, int priority)
    {
        pod.Spec.Priority = priority;
        return pod;
    }

    public static LabelSelector Select(string key, string value) => new() { MatchLabels = new() { [key] = value } };

    public static SchedulerLoop Loop(params Node[] nodes) => Loop(TimeProvider.System, nodes);

    public static SchedulerLoop Loop(TimeProvider time, params Node[] nodes)
    {
        var cluster = new ClusterState();
        var loop = new SchedulerLoop(Profile.Default(cluster.Resources, new NoSpreading()), cluster, "default-scheduler", time, new Random(1));
        foreach (Node node in nodes)
        {
            loop.OnNode(null, node);
        }

        return loop;
    }

    /// <summary>Adds the Pod and tries it: the node's name, or why not.</summary>
    public static string Try(this SchedulerLoop loop, Pod pod)
    {
        loop.OnPod(null, pod);
        Decision decision = loop.Step() ?? throw new InvalidOperationException("the Pod isn't waiting to be tried");
        Assert.Equal(pod.Metadata.Uid, decision.Pod.Pod.Uid);
        return decision.Node ?? decision.Result.Message;
    }

    private sealed class NoSpreading : IDefaultSpreading
    {
        public Selector? SelectorFor(PodInfo pod) => null;
    }
}
