using Netes.Api.MetaV1;

namespace Netes.Controllers.GarbageCollection;

internal enum OwnerState
{
    /// <summary>It is there and stays: the dependent stays with it.</summary>
    Solid,

    /// <summary>There is no such object.</summary>
    Absent,

    /// <summary>It is being deleted in the foreground and waits for its dependents.</summary>
    WaitsForDependents,
}

internal enum GarbageAction
{
    Nothing,

    /// <summary>Take the owners out that are absent or waiting: others remain.</summary>
    DropOwners,

    Delete,
}

/// <param name="Policy">How to delete: the propagation that the object itself asks for.</param>
/// <param name="Unblock">The object's own references must stop blocking: two objects wait for each other.</param>
internal readonly record struct GarbageVerdict(GarbageAction Action, string Policy = "", bool Unblock = false)
{
    public static GarbageVerdict Nothing { get; } = new(GarbageAction.Nothing);
}

/// <summary>Whether an object is garbage (https://kubernetes.io/docs/concepts/architecture/garbage-collection/).</summary>
internal static class GarbageDecision
{
    /// <param name="owners">The state of each owner, in the order of the references.</param>
    /// <param name="hasDependents">Whether others name it as their owner.</param>
    /// <param name="dependentWaits">Whether one of its dependents is itself being deleted in the foreground: a circle.</param>
    public static GarbageVerdict Decide(ObjectMeta metadata, IReadOnlyList<OwnerState> owners, bool hasDependents, bool dependentWaits)
    {
        if (owners.Count == 0) return GarbageVerdict.Nothing;
        if (owners.Contains(OwnerState.Solid))
            return owners.All(o => o == OwnerState.Solid) ? GarbageVerdict.Nothing : new GarbageVerdict(GarbageAction.DropOwners);
        if (owners.Contains(OwnerState.WaitsForDependents) && hasDependents)
            return new GarbageVerdict(GarbageAction.Delete, DeletionPropagation.Foreground, Unblock: dependentWaits);
        string policy = metadata.Finalizers?.Contains(OwnerGraph.OrphanFinalizer) == true ? DeletionPropagation.Orphan
            : metadata.Finalizers?.Contains(OwnerGraph.ForegroundFinalizer) == true ? DeletionPropagation.Foreground
            : DeletionPropagation.Background;
        return new GarbageVerdict(GarbageAction.Delete, policy);
    }
}
