using Netes.Scheduler.Framework;

namespace Netes.Scheduler.Cycle;

/// <summary>Says in upstream's words why no node takes a Pod.</summary>
internal static class FitError
{
    public const string NoNodes = "no nodes available to schedule pods";

    /// <summary>
    /// Such as "0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu. preemption: …".
    /// </summary>
    public static string Describe(int nodes, IReadOnlyList<NodeRefusal> refusals, string postFilter = "", string? preFilter = null)
    {
        var histogram = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (NodeRefusal refusal in refusals)
        {
            foreach (string reason in refusal.Status.Reasons)
            {
                histogram[reason] = histogram.GetValueOrDefault(reason) + 1;
            }
        }

        string message = $"0/{nodes} nodes are available:";
        if (preFilter is not null)
        {
            message += $" {preFilter}.";
        }

        if (histogram.Count > 0)
        {
            IEnumerable<string> counted = histogram.Select(reason => $"{reason.Value} {reason.Key}").Order(StringComparer.Ordinal);
            message += $" {string.Join(", ", counted)}.";
        }

        return postFilter.Length == 0 ? message : $"{message} {postFilter}";
    }
}
