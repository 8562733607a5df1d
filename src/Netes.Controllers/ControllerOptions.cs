namespace Netes.Controllers;

public sealed class ControllerOptions
{
    /// <summary>Names (<see cref="ControllersHost.Names"/>) of controllers that are not to run.</summary>
    public IReadOnlySet<string> Disabled { get; init; } = new HashSet<string>();

    /// <summary>The cluster CA's certificate in PEM, published to every namespace; null publishes nothing.</summary>
    public string? RootCertificate { get; init; }

    /// <summary>How long a node may be silent before it counts as lost.</summary>
    public TimeSpan NodeGrace { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>How many finished Pods are kept in the cluster.</summary>
    public int TerminatedPodThreshold { get; init; } = 12_500;

    /// <summary>How many objects of one kind are worked on at once, as upstream's --concurrent-…-syncs.</summary>
    public int Workers { get; init; } = 5;

    public int GarbageCollectorWorkers { get; init; } = 20;
}
