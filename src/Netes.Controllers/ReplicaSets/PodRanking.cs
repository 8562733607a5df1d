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
        var ranked = new Candidate[active.Count];
        for (int i = 0; i < ranked.Length; i++) ranked[i] = new Candidate(active[i], perNode.GetValueOrDefault(active[i].Spec.NodeName), now);
        Array.Sort(ranked, Compare);
        return [.. ranked.Take(count).Select(c => c.Pod)];
    }

    /// <summary>What a Pod is ranked by, read once: sorting compares each Pod many times.</summary>
    private sealed class Candidate(Pod pod, int onSameNode, DateTime now)
    {
        public Pod Pod { get; } = pod;

        public bool Assigned { get; } = pod.Spec.NodeName.Length > 0;

        public int Phase { get; } = PhaseOrder(pod);

        public bool Ready { get; } = PodState.IsReady(pod);

        public int Cost { get; } = DeletionCost(pod);

        public int OnSameNode { get; } = onSameNode;

        public int ReadyAge { get; } = AgeOrder(PodState.Condition(pod, PodConditionType.Ready)?.LastTransitionTime, now);

        public int MostRestarts { get; } = Restarts(pod);

        public int Age { get; } = AgeOrder(pod.Metadata.CreationTimestamp, now);
    }

    /// <summary>Negative when <paramref name="a"/> is to go before <paramref name="b"/>.</summary>
    private static int Compare(Candidate a, Candidate b)
    {
        int order = a.Assigned.CompareTo(b.Assigned);
        if (order == 0) order = a.Phase.CompareTo(b.Phase);
        if (order == 0) order = a.Ready.CompareTo(b.Ready);
        if (order == 0) order = a.Cost.CompareTo(b.Cost);
        if (order == 0) order = b.OnSameNode.CompareTo(a.OnSameNode);
        // Ages count only by their order of magnitude, so that not always the newest node loses (KEP-2185).
        if (order == 0 && a.Ready) order = a.ReadyAge.CompareTo(b.ReadyAge);
        if (order == 0) order = b.MostRestarts.CompareTo(a.MostRestarts);
        if (order == 0) order = a.Age.CompareTo(b.Age);
        return order != 0 ? order : string.CompareOrdinal(a.Pod.Metadata.Uid, b.Pod.Metadata.Uid);
    }

    private static int PhaseOrder(Pod pod) => pod.Status.Phase switch
    {
        PodPhase.Pending => 0,
        PodPhase.Unknown => 1,
        _ => 2,
    };

    /// <summary>The binary order of magnitude of an age; unknown is youngest.</summary>
    private static int AgeOrder(DateTime? since, DateTime now)
    {
        if (since is null) return -2;
        long nanoseconds = (now - since.Value).Ticks * 100;
        return nanoseconds <= 0 ? -1 : BitOperations.Log2((ulong)nanoseconds);
    }

    private static int Restarts(Pod pod)
    {
        int most = 0;
        foreach (var status in pod.Status.ContainerStatuses ?? []) most = Math.Max(most, status.RestartCount);
        return most;
    }

    /// <summary>A malformed cost counts as none: the API server refuses new ones.</summary>
    private static int DeletionCost(Pod pod) =>
        pod.Metadata.Annotations?.TryGetValue(DeletionCostAnnotation, out string? text) == true
        && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int cost) ? cost : 0;
}
