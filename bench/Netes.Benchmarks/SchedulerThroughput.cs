using System.Diagnostics;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Api.Selectors;
using Netes.Scheduler;
using Netes.Scheduler.Framework;
using Netes.Scheduler.Plugins;
using Netes.Scheduler.State;

namespace Netes.Benchmarks;

/// <summary>
/// Pods per second of the scheduler's core, without an API server: 1,000 nodes in three zones, 3,000 Pods, as upstream's
/// scheduler_perf has them.
/// </summary>
internal static class SchedulerThroughput
{
    private const int NodeCount = 1000;
    private const int PodCount = 3000;

    public static void Run(TextWriter output)
    {
        output.WriteLine($"scheduling core, {NodeCount} nodes, {PodCount} Pods");
        output.WriteLine($"{"case",-24} {"Pods/s",10} {"CPU µs/Pod",12} {"kB/Pod",8}");
        foreach ((string name, Action<Pod> shape) in new (string, Action<Pod>)[]
        {
            ("basic", _ => { }),
            ("zone spread", SpreadOverZones),
            ("preferred anti-affinity", PreferOtherHosts),
        })
        {
            Measure(shape, PodCount); // warm-up
            (TimeSpan wall, TimeSpan cpu, long bytes) = Measure(shape, PodCount);
            output.WriteLine($"{name,-24} {PodCount / wall.TotalSeconds,10:F0} {cpu.TotalMicroseconds / PodCount,12:F1} {bytes / 1000.0 / PodCount,8:F1}");
        }
    }

    private static (TimeSpan Wall, TimeSpan Cpu, long Bytes) Measure(Action<Pod> shape, int pods)
    {
        var cluster = new ClusterState();
        var loop = new SchedulerLoop(
            Profile.Default(cluster.Resources, new NoSpreading()), cluster, "default-scheduler", TimeProvider.System, new Random(1));
        for (int i = 0; i < NodeCount; i++)
        {
            loop.OnNode(null, NodeNumber(i));
        }

        Pod[] waiting = [.. Enumerable.Range(0, pods).Select(i => PodNumber(i, shape))];
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        foreach (Pod pod in waiting)
        {
            loop.OnPod(null, pod);
        }

        int bound = 0;
        while (loop.Step() is { } decision)
        {
            Pod pod = decision.Pod.Pod.Pod.Clone();
            pod.Spec.NodeName = decision.Node ?? throw new InvalidOperationException(decision.Result.Message);
            loop.OnPod(decision.Pod.Pod.Pod, pod);
            bound++;
        }

        if (bound != pods)
        {
            throw new InvalidOperationException($"{bound} of {pods} Pods found a node");
        }

        return (watch.Elapsed, Environment.CpuUsage.TotalTime - cpu, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    private static Node NodeNumber(int i) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = $"node-{i}",
            Labels = new() { ["kubernetes.io/hostname"] = $"node-{i}", ["topology.kubernetes.io/zone"] = $"zone-{i % 3}" },
        },
        Status = new NodeStatus
        {
            Allocatable = new() { ["cpu"] = Quantity.Parse("4"), ["memory"] = Quantity.Parse("32Gi"), ["pods"] = Quantity.Parse("110") },
        },
    };

    private static Pod PodNumber(int i, Action<Pod> shape)
    {
        var pod = new Pod
        {
            Metadata = new ObjectMeta { Namespace = "default", Name = $"pod-{i}", Uid = $"uid-{i}", Labels = new() { ["color"] = "blue" } },
            Spec = new PodSpec
            {
                SchedulerName = "default-scheduler",
                Containers = [new Container
                {
                    Name = "c",
                    Image = "registry.k8s.io/pause:3.10",
                    Resources = new() { Requests = new() { ["cpu"] = Quantity.Parse("100m"), ["memory"] = Quantity.Parse("500Mi") } },
                }],
            },
        };
        shape(pod);
        return pod;
    }

    private static void SpreadOverZones(Pod pod) => pod.Spec.TopologySpreadConstraints =
    [
        new()
        {
            MaxSkew = 5,
            TopologyKey = "topology.kubernetes.io/zone",
            WhenUnsatisfiable = "DoNotSchedule",
            LabelSelector = new() { MatchLabels = new() { ["color"] = "blue" } },
        },
    ];

    private static void PreferOtherHosts(Pod pod) => pod.Spec.Affinity = new()
    {
        PodAntiAffinity = new()
        {
            PreferredDuringSchedulingIgnoredDuringExecution =
            [
                new()
                {
                    Weight = 1,
                    PodAffinityTerm = new()
                    {
                        TopologyKey = "kubernetes.io/hostname",
                        LabelSelector = new() { MatchLabels = new() { ["color"] = "blue" } },
                    },
                },
            ],
        },
    };

    private sealed class NoSpreading : IDefaultSpreading
    {
        public Selector? SelectorFor(PodInfo pod) => null;
    }
}
