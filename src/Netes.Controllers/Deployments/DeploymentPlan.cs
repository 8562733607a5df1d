using Netes.Api.AppsV1;

namespace Netes.Controllers.Deployments;

/// <summary>What is to be done for a Deployment now, in this order.</summary>
internal sealed class DeploymentPlan
{
    /// <summary>The ReplicaSet of a new template, to be made.</summary>
    public ReplicaSet? Create { get; set; }

    /// <summary>ReplicaSets as they are to be written: scaled, or with other annotations.</summary>
    public List<Change> Updates { get; } = [];

    /// <summary>Old ReplicaSets beyond the history limit.</summary>
    public List<ReplicaSet> Deletes { get; } = [];

    /// <summary>The revision annotation that the Deployment is to carry; null when it already does, or has none yet.</summary>
    public string? Revision { get; set; }

    public required DeploymentStatus Status { get; set; }

    /// <summary>When to look again because a deadline may pass with nothing happening.</summary>
    public TimeSpan? Again { get; set; }

    /// <param name="Before">As it is stored.</param>
    /// <param name="After">As it is to be.</param>
    public readonly record struct Change(ReplicaSet Before, ReplicaSet After);
}
