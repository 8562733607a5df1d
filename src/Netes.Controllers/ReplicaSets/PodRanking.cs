using System.Globalization;
using System.Numerics;
using Netes.Api.CoreV1;
using Netes.Controllers.Pods;

namespace Netes.Controllers.ReplicaSets;

/// <summary>
/// Which Pods go first when there are too many
/// (https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset): those that are worth least.
/// </summary>
internal static class PodRanking
{
    public const string DeletionCostAnnotation = "controller.kubernetes.io/pod-deletion-cost";

    /// <param name="related">The Pods of all ReplicaSets with the same owner: a node with many of them can spare one.</param>
    public static List<Pod> Victims(IReadOnlyList<Pod> active, IReadOnlyList<Pod> related, int count, DateTime now)
    {
        if (count >= active.Count) return [.. active];
        var perNode = new Dictionary<string, int>();
        foreach (var pod in related)
            if (PodState.IsActive(pod)) perNode[pod.Spec.NodeName] = perNode.GetValueOrDefault(pod.Spec.NodeName) + 1;
        var ranked = active.Select(pod => new Candidate(pod, perNode.GetValueOrDefault(pod.Spec.NodeName), DeletionCost(pod))).ToList();
        ranked.Sort((a, b) => Compare(a, b, now));
        return [.. ranked.Take(count).Select(c => c.Pod)];
    }

    private readonly record struct Candidate(Pod Pod, int OnSameNode, int Cost);

    /// <summary>Negative when <paramref name="a"/> is to go before <paramref name="b"/>.</summary>
    private static int Compare(Candidate a, Candidate b, DateTime now)
    {
        int order = (a.Pod.Spec.NodeName.Length > 0).CompareTo(b.Pod.Spec.NodeName.Length > 0);
        if (order != 0) return order;
        order = PhaseOrder(a.Pod).CompareTo(PhaseOrder(b.Pod));
        if (order != 0) return order;
        bool ready = PodState.IsReady(a.Pod);
        order = ready.CompareTo(PodState.IsReady(b.Pod));
        if (order != 0) return order;
        order = a.Cost.CompareTo(b.Cost);
        if (order != 0) return order;
        order = b.OnSameNode.CompareTo(a.OnSameNode);
        if (order != 0) return order;
        if (ready)
        {
            order = Younger(ReadySince(a.Pod), ReadySince(b.Pod), now);
            if (order != 0) return order;
        }
        order = Restarts(b.Pod).CompareTo(Restarts(a.Pod));
        if (order != 0) return order;
        order = Younger(a.Pod.Metadata.CreationTimestamp, b.Pod.Metadata.CreationTimestamp, now);
        return order != 0 ? order : string.CompareOrdinal(a.Pod.Metadata.Uid, b.Pod.Metadata.Uid);
    }

    private static int PhaseOrder(Pod pod) => pod.Status.Phase switch
    {
        PodPhase.Pending => 0,
        PodPhase.Unknown => 1,
        _ => 2,
    };

    /// <summary>The younger goes first, but ages count only by their order of magnitude, so that not always the newest node loses
    /// (KEP-2185, random Pod selection on scale-down); within one order the uid decides.</summary>
    private static int Younger(DateTime? a, DateTime? b, DateTime now)
    {
        if (a == b) return 0;
        if (a is null || b is null) return a is null ? -1 : 1;
        return AgeOrder(a.Value, now).CompareTo(AgeOrder(b.Value, now));
    }

    private static int AgeOrder(DateTime since, DateTime now)
    {
        long nanoseconds = (now - since).Ticks * 100;
        return nanoseconds <= 0 ? -1 : BitOperations.Log2((ulong)nanoseconds);
    }

    private static DateTime? ReadySince(Pod pod) => PodState.Condition(pod, PodConditionType.Ready)?.LastTransitionTime;

    private static int Restarts(Pod pod) => (pod.Status.ContainerStatuses ?? []).Select(s => s.RestartCount).DefaultIfEmpty(0).Max();

    /// <summary>A malformed cost counts as none: the API server refuses new ones.</summary>
    private static int DeletionCost(Pod pod) =>
        pod.Metadata.Annotations?.TryGetValue(DeletionCostAnnotation, out string? text) == true
        && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int cost) ? cost : 0;
}
