using System.Globalization;
using Netes.Api.AppsV1;

namespace Netes.Controllers.Deployments;

/// <summary>The annotations by which a Deployment and its ReplicaSets remember a rollout; "kubectl rollout" reads them too.</summary>
internal static class DeploymentAnnotations
{
    public const string Revision = "deployment.kubernetes.io/revision";
    public const string RevisionHistory = "deployment.kubernetes.io/revision-history";
    public const string DesiredReplicas = "deployment.kubernetes.io/desired-replicas";
    public const string MaxReplicas = "deployment.kubernetes.io/max-replicas";

    private const int HistoryLimit = 2000;

    /// <summary>A Deployment's annotations that its ReplicaSets do not inherit.</summary>
    private static readonly HashSet<string> NotInherited =
    [
        "kubectl.kubernetes.io/last-applied-configuration", Revision, RevisionHistory, DesiredReplicas, MaxReplicas,
        "deprecated.deployment.rollback.revision",
    ];

    public static long RevisionOf(ReplicaSet set) => Number(set, Revision) ?? 0;

    /// <summary>The Deployment's size when the ReplicaSet was last scaled, or null when it was never noted.</summary>
    public static int? DesiredOf(ReplicaSet set) => (int?)Number(set, DesiredReplicas);

    public static int? MaxOf(ReplicaSet set) => (int?)Number(set, MaxReplicas);

    public static void SetSizes(ReplicaSet set, int desired, int max)
    {
        var annotations = set.Metadata.Annotations ??= [];
        annotations[DesiredReplicas] = desired.ToString(CultureInfo.InvariantCulture);
        annotations[MaxReplicas] = max.ToString(CultureInfo.InvariantCulture);
    }

    public static void Inherit(Deployment deployment, ReplicaSet set)
    {
        foreach (var (name, value) in deployment.Metadata.Annotations ?? [])
            if (!NotInherited.Contains(name)) (set.Metadata.Annotations ??= [])[name] = value;
    }

    /// <summary>Gives the newest ReplicaSet its revision. One that was newest before (a rollback) gets a new number and keeps its
    /// old ones as history.</summary>
    public static void SetRevision(ReplicaSet set, long revision)
    {
        long? old = Number(set, Revision);
        if (old >= revision) return;
        var annotations = set.Metadata.Annotations ??= [];
        bool malformed = old is null && annotations.GetValueOrDefault(Revision) is { Length: > 0 };
        if (malformed) return;
        annotations[Revision] = revision.ToString(CultureInfo.InvariantCulture);
        if (old is { } former) annotations[RevisionHistory] = AppendHistory(annotations.GetValueOrDefault(RevisionHistory), former);
    }

    private static string AppendHistory(string? history, long revision)
    {
        string added = revision.ToString(CultureInfo.InvariantCulture);
        if (string.IsNullOrEmpty(history)) return added;
        string all = $"{history},{added}";
        // The oldest are forgotten first.
        while (all.Length > HistoryLimit && all.IndexOf(',') is > 0 and var comma) all = all[(comma + 1)..];
        return all;
    }

    private static long? Number(ReplicaSet set, string name) =>
        set.Metadata.Annotations?.TryGetValue(name, out string? text) == true
        && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
}
