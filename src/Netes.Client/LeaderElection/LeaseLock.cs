using Netes.Api.CoordinationV1;

namespace Netes.Client.LeaderElection;

/// <summary>
/// The pure part: what a candidate may do with the Lease that it sees. Other clocks are not trusted: a lease is expired when
/// it was not seen to change for its duration by our own clock.
/// </summary>
internal static class LeaseLock
{
    public static bool IsHeldBy(Lease lease, string identity) => lease.Spec.HolderIdentity == identity;

    public static bool MayTake(Lease lease, string identity, TimeSpan unchangedFor) =>
        string.IsNullOrEmpty(lease.Spec.HolderIdentity) || IsHeldBy(lease, identity)
        || unchangedFor >= TimeSpan.FromSeconds(lease.Spec.LeaseDurationSeconds ?? 0);

    public static Lease New(LeaderElectionOptions options, DateTime now)
    {
        var lease = new Lease();
        lease.Metadata.Namespace = options.Namespace;
        lease.Metadata.Name = options.Name;
        lease.Spec.HolderIdentity = options.Identity;
        lease.Spec.LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds;
        lease.Spec.AcquireTime = now;
        lease.Spec.RenewTime = now;
        lease.Spec.LeaseTransitions = 0;
        return lease;
    }

    /// <summary>The lease as it is to be written to take or renew it.</summary>
    public static Lease Taken(Lease seen, LeaderElectionOptions options, DateTime now)
    {
        var lease = seen.Clone();
        if (!IsHeldBy(seen, options.Identity))
        {
            lease.Spec.AcquireTime = now;
            // The first holder makes the lease with 0; each new holder counts one up, a release does not.
            lease.Spec.LeaseTransitions = (seen.Spec.LeaseTransitions ?? 0) + (string.IsNullOrEmpty(seen.Spec.HolderIdentity) ? 0 : 1);
        }
        lease.Spec.HolderIdentity = options.Identity;
        lease.Spec.LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds;
        lease.Spec.RenewTime = now;
        return lease;
    }

    /// <summary>Nobody's, and expired for whoever looks at the times alone.</summary>
    public static Lease Released(Lease seen, DateTime now)
    {
        var lease = seen.Clone();
        lease.Spec.HolderIdentity = "";
        lease.Spec.LeaseDurationSeconds = 1;
        lease.Spec.AcquireTime = now;
        lease.Spec.RenewTime = now;
        return lease;
    }
}
