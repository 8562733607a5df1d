namespace Netes.Client.Reconciling;

/// <summary>
/// Brings one object's part of the world to what the object asks for.
/// </summary>
/// <remarks>
/// It is level-based: it is told which object may need work, never what happened. It reads the present state (from informers,
/// which may lag), decides, acts, and may be called at any time again for the same key, so that doing nothing twice must be
/// harmless. It is never called twice at once for one key. A key whose object is gone is a normal call.
/// An exception calls again with an exponential delay; a conflict (<see cref="KubeApiException.IsConflict"/>) is a normal one:
/// somebody else wrote first. What to do is decided by a pure planner beside it; here stands only the reading and acting.
/// </remarks>
public abstract class Reconciler
{
    public abstract Task<Result> ReconcileAsync(ObjectKey key, CancellationToken cancellation);
}
