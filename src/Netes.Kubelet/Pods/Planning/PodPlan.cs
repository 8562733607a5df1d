using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.State;

namespace Netes.Kubelet.Pods.Planning;

/// <summary>Make the image for a container's next start present.</summary>
internal sealed record ImageAction(Container Container, ContainerKind Kind);

/// <summary>Create and start a container.</summary>
/// <param name="Attempt">How many containers of this name there were before.</param>
/// <param name="BackOff">The container's back-off once this start was tried.</param>
internal sealed record StartAction(Container Container, ContainerKind Kind, int Attempt, RestartBackOff BackOff);

/// <summary>Stop a running container; what happens then is another plan's matter.</summary>
/// <param name="Message">For the event; empty: "Stopping container NAME".</param>
/// <param name="GraceSeconds">How long it may take to end by itself.</param>
internal sealed record KillAction(Container Container, ContainerKind Kind, ContainerRecord Record, string Message, long GraceSeconds);

/// <summary>A container that must stay down for a while.</summary>
internal sealed record BackOffAction(Container Container, ContainerKind Kind, ContainerRecord Ended, TimeSpan Delay, DateTime Until);

/// <summary>Stop everything that the Pod has: containers, then sandboxes.</summary>
internal sealed record StopAction(long GraceSeconds);

/// <summary>What a Pod needs done now. Everything in it may be done at once, in any order.</summary>
internal sealed record PodPlan
{
    public static PodPlan Nothing { get; } = new();

    /// <summary>Set up volumes, cgroup and files on the host.</summary>
    public bool Prepare { get; init; }

    /// <summary>The attempt number of a sandbox to create.</summary>
    public int? CreateSandbox { get; init; }

    public StopAction? Stop { get; init; }

    public IReadOnlyList<ImageAction> Images { get; init; } = [];

    public IReadOnlyList<StartAction> Starts { get; init; } = [];

    public IReadOnlyList<KillAction> Kills { get; init; } = [];

    public IReadOnlyList<BackOffAction> BackOffs { get; init; } = [];

    /// <summary>Dead containers that nobody needs any more.</summary>
    public IReadOnlyList<ContainerRecord> Removals { get; init; } = [];

    public IReadOnlyList<SandboxRecord> SandboxRemovals { get; init; } = [];

    /// <summary>When to plan again though nothing happened.</summary>
    public DateTime? WakeAt { get; init; }
}
