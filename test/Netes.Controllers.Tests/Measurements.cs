using System.Diagnostics;
using System.Globalization;
using Netes.Api.AppsV1;
using Netes.Api.CoreV1;
using Netes.Controllers.ReplicaSets;
using Netes.Controllers.ServiceEndpoints;

namespace Netes.Controllers.Tests;

/// <summary>What a decision over 5,000 Pods costs. Run by name; it asserts nothing about time.</summary>
public class Measurements
{
    [Fact(Explicit = true)]
    public void Planners_FiveThousandPods_Cost()
    {
        var now = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var pods = Enumerable.Range(0, 5000).Select(i => Objects.Ready(
            Objects.Pod($"p{i}", node: $"n{i % 100}", labels: new() { ["app"] = "web" }, ip: $"10.{42 + (i / 60000)}.{i / 250}.{(i % 250) + 1}"), now.AddSeconds(-i))).ToList();
        var service = Objects.Service(ports: ("http", 80, 8080));
        var slices = EndpointSlicePlanner.Plan(service, pods, _ => null, []).Create;
        for (int i = 0; i < slices.Count; i++) slices[i].Metadata.Name = $"svc-{i}";
        var set = new ReplicaSet();
        set.Spec.Replicas = 4900;
        Measure("EndpointSlice plan, nothing changed", () => EndpointSlicePlanner.Plan(service, pods, _ => null, slices));
        Measure("Endpoints plan", () => EndpointsPlanner.Plan(service, pods, null));
        Measure("ReplicaSet plan, 100 of 5,000 to go", () => ReplicaSetPlanner.Plan(set, pods, () => pods, now));
        Measure("ReplicaSet status", () => ReplicaSetPlanner.Status(set, pods, 0, null, now));
    }

    private static void Measure(string what, Action act)
    {
        const int Times = 20;
        for (int i = 0; i < 3; i++) act();
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < Times; i++) act();
        string line = string.Create(CultureInfo.InvariantCulture,
            $"{what}: {watch.Elapsed.TotalMilliseconds / Times:F2} ms, {(GC.GetAllocatedBytesForCurrentThread() - bytes) / Times / 1024} KiB");
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        TestContext.Current.SendDiagnosticMessage(line);
    }
}
