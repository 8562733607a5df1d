using System.Globalization;
using Netes.Api;

namespace Netes.Client.Informers;

/// <summary>
/// Tells a reconciler whether its informer already shows what the reconciler itself wrote, so that it does not act twice on a
/// lagging view: create a second Pod for the one that is not visible yet. Each owner (the reconciled key) is kept apart.
/// </summary>
/// <remarks>
/// Resource versions of one resource grow, and an informer that has seen version v holds all changes up to v: so one number
/// per owner is enough for creations and updates. An immediate deletion answers no version: there the object itself must be
/// gone, or be seen to be terminating. When the informer catches up, its event brings the owner's key again: nobody waits.
/// </remarks>
public sealed class ReadYourWrites<T>(Informer<T> informer) where T : class, IApiObject<T>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, Pending> _owners = [];

    /// <summary>The server answered a creation or an update with this object.</summary>
    public void Wrote(ObjectKey owner, T written)
    {
        if (!TryParse(written.Metadata.ResourceVersion, out ulong version)) return;
        lock (_lock)
        {
            var pending = For(owner);
            pending.Version = Math.Max(pending.Version, version);
        }
    }

    /// <summary>The server accepted the deletion of this object.</summary>
    public void Deleted(ObjectKey owner, T deleted)
    {
        lock (_lock) For(owner).Deleted[ObjectKey.Of(deleted)] = deleted.Metadata.Uid;
    }

    /// <summary>Whether the informer shows all that was written for the owner.</summary>
    public bool IsCurrent(ObjectKey owner)
    {
        lock (_lock)
        {
            if (!_owners.TryGetValue(owner, out var pending)) return true;
            if (TryParse(informer.LastSyncResourceVersion, out ulong seen) && seen < pending.Version) return false;
            foreach (var (key, uid) in pending.Deleted)
                if (informer.Get(key) is { } still && still.Metadata.Uid == uid && still.Metadata.DeletionTimestamp is null) return false;
            _owners.Remove(owner);
            return true;
        }
    }

    /// <summary>The owner is gone: nothing is awaited any more.</summary>
    public void Forget(ObjectKey owner)
    {
        lock (_lock) _owners.Remove(owner);
    }

    private Pending For(ObjectKey owner)
    {
        if (!_owners.TryGetValue(owner, out var pending)) _owners.Add(owner, pending = new Pending());
        return pending;
    }

    private static bool TryParse(string version, out ulong number) =>
        ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private sealed class Pending
    {
        public ulong Version { get; set; }

        public Dictionary<ObjectKey, string> Deleted { get; } = [];
    }
}
