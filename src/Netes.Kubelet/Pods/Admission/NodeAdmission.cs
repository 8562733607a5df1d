using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.State;

namespace Netes.Kubelet.Pods.Admission;

/// <summary>
/// The node's own check of what the scheduler (or nobody: spec.nodeName may be set by hand) decided. A Pod that doesn't fit
/// fails, with upstream's reasons.
/// </summary>
internal static class NodeAdmission
{
    private const string Opening = "Pod was rejected: ";

    /// <param name="others">The Pods that the node already runs.</param>
    /// <returns>Null when the Pod may run.</returns>
    public static PodVerdict? Check(Pod pod, Node node, IReadOnlyCollection<Pod> others)
    {
        if (pod.Spec.Os?.Name is { Length: > 0 } os && os != OSName.Linux)
            return Rejected("PodOSNotSupported", $"Failed to admit pod as the OS field doesn't match node OS");
        if (Insufficient(pod, node, others) is { } lacking) return lacking;
        if (!NodeAffinityRules.Matches(pod.Spec, node)) return Rejected("NodeAffinity", "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector");
        if (!Tolerates(pod, node)) return Rejected("TaintToleration", "Predicate TaintToleration failed: node(s) had untolerated taint(s)");
        return ConflictingPort(pod, others) ? Rejected("NodePorts", "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports") : null;
    }

    /// <summary>What the event says: the status's message without its opening.</summary>
    public static string Cause(PodVerdict verdict) => verdict.Message[Opening.Length..];

    private static PodVerdict Rejected(string reason, string message) => new(PodPhase.Failed, reason, Opening + message);

    private static PodVerdict? Insufficient(Pod pod, Node node, IReadOnlyCollection<Pod> others)
    {
        var allocatable = node.Status.Allocatable ?? [];
        if (allocatable.TryGetValue("pods", out var most) && others.Count + 1 > most.Value)
            return Rejected("OutOfpods", Message("pods", 1, others.Count, most.Value));
        var wanted = PodRequests.Of(pod.Spec);
        if (wanted.Count == 0) return null;
        var used = new Dictionary<string, Quantity>();
        foreach (var other in others)
            foreach (var (name, amount) in PodRequests.Of(other.Spec)) used[name] = used.TryGetValue(name, out var sum) ? sum + amount : amount;
        foreach (var (name, amount) in wanted)
        {
            if (amount.IsZero) continue;
            used.TryGetValue(name, out var taken);
            allocatable.TryGetValue(name, out var capacity);
            if (taken + amount <= capacity) continue;
            bool milli = name == "cpu";
            return Rejected($"OutOf{name}", Message(name, In(amount, milli), In(taken, milli), In(capacity, milli)));
        }
        return null;
    }

    private static long In(Quantity amount, bool milli) => milli ? amount.MilliValue : amount.Value;

    private static string Message(string resource, long requested, long used, long capacity) =>
        $"Node didn't have enough resource: {resource}, requested: {requested}, used: {used}, capacity: {capacity}";

    /// <summary>Only NoExecute counts here: the other effects are the scheduler's.</summary>
    private static bool Tolerates(Pod pod, Node node)
    {
        foreach (var taint in node.Spec.Taints ?? [])
        {
            if (taint.Effect != TaintEffect.NoExecute) continue;
            if (!(pod.Spec.Tolerations?.Exists(t => Tolerates(t, taint)) ?? false)) return false;
        }
        return true;
    }

    private static bool Tolerates(Toleration toleration, Taint taint)
    {
        if (toleration.Effect.Length > 0 && toleration.Effect != taint.Effect) return false;
        if (toleration.Key.Length > 0 && toleration.Key != taint.Key) return false;
        return toleration.Operator == TolerationOperator.Exists || (toleration.Key.Length > 0 && toleration.Value == taint.Value);
    }

    private static bool ConflictingPort(Pod pod, IReadOnlyCollection<Pod> others)
    {
        var wanted = PortsOf(pod).ToList();
        if (wanted.Count == 0) return false;
        foreach (var other in others)
            foreach (var taken in PortsOf(other))
                foreach (var port in wanted)
                    if (port.Port == taken.Port && port.Protocol == taken.Protocol && (port.Ip == taken.Ip || port.Ip == "0.0.0.0" || taken.Ip == "0.0.0.0"))
                        return true;
        return false;
    }

    private static IEnumerable<(string Ip, string Protocol, int Port)> PortsOf(Pod pod) =>
        from container in (pod.Spec.InitContainers ?? []).Where(PodContainers.IsSidecar).Concat(pod.Spec.Containers ?? [])
        from port in container.Ports ?? []
        where port.HostPort > 0
        select (port.HostIP.Length > 0 ? port.HostIP : "0.0.0.0", port.Protocol.Length > 0 ? port.Protocol : "TCP", port.HostPort);
}
