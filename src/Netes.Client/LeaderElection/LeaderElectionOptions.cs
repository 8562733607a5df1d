namespace Netes.Client.LeaderElection;

/// <summary>The timings are client-go's: a leader that cannot renew gives up before anybody else may take over.</summary>
public sealed class LeaderElectionOptions
{
    public required string Namespace { get; init; }

    /// <summary>The Lease's name.</summary>
    public required string Name { get; init; }

    /// <summary>Who we are: unique among the candidates.</summary>
    public required string Identity { get; init; }

    /// <summary>How long others wait after the last renewal that they saw.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the leader tries to renew before it stops leading.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Give the lease back when stopped, so that another takes over at once.</summary>
    public bool ReleaseOnStop { get; init; } = true;
}
