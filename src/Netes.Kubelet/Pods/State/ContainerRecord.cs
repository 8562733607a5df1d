using Netes.Api.CoreV1;

namespace Netes.Kubelet.Pods.State;

/// <summary>Where the runtime says that a container stands.</summary>
internal enum ContainerPhase { Created, Running, Exited, Unknown }

/// <summary>One container that exists in the runtime, dead or alive: one attempt at running a container of the Pod.</summary>
internal sealed record ContainerRecord
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string SandboxId { get; init; }

    /// <summary>0 for the first container of this name in the Pod, then counting up: the restart count.</summary>
    public int Attempt { get; init; }

    public ContainerPhase Phase { get; init; }

    public DateTime CreatedAt { get; init; }

    public DateTime? StartedAt { get; init; }

    public DateTime? FinishedAt { get; init; }

    public int ExitCode { get; init; }

    /// <summary>The signal that ended the container, when the runtime says so; 0 otherwise.</summary>
    public int Signal { get; init; }

    /// <summary>The runtime's word: Completed, Error, OOMKilled, StartError.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The termination message, or what the runtime said.</summary>
    public string Message { get; init; } = "";

    /// <summary>The image as the Pod named it.</summary>
    public string Image { get; init; } = "";

    /// <summary>The image as the runtime identifies it.</summary>
    public string ImageId { get; init; } = "";

    /// <summary>Of the container's definition that it was created from; see <see cref="ContainerHash"/>.</summary>
    public string Hash { get; init; } = "";

    public string LogPath { get; init; } = "";

    /// <summary>Who the first process runs as, when the runtime tells.</summary>
    public ContainerUser? User { get; init; }

    public bool Succeeded => Phase == ContainerPhase.Exited && ExitCode == 0;
}
