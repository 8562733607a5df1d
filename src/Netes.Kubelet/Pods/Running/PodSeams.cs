using Netes.Api.CoreV1;
using Netes.Kubelet.Cri.V1;
using Container = Netes.Api.CoreV1.Container;

namespace Netes.Kubelet.Pods.Running;

/// <summary>An image could not be made present.</summary>
/// <param name="reason">The waiting reason that users see: ErrImagePull, ErrImageNeverPull, InvalidImageName …</param>
internal sealed class ImageException(string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Reason { get; } = reason;
}

/// <summary>Makes images present for containers, by their pull policy, and tells of it in events.</summary>
internal interface IPodImages
{
    /// <returns>The image as the runtime identifies it.</returns>
    /// <exception cref="ImageException">It could not be pulled, or may not be.</exception>
    Task<string> EnsureAsync(
        Pod pod, Container container, ObjectReference about, IReadOnlyList<Secret> pullSecrets, CancellationToken cancellation);
}

/// <summary>The control groups of Pods, and what containers may take.</summary>
internal interface IPodCgroups
{
    /// <summary>Makes the Pod's control group. Idempotent.</summary>
    /// <returns>Its name, as the runtime takes it; empty when the runtime is to choose.</returns>
    string Create(Pod pod);

    void Remove(Pod pod);

    LinuxContainerResources? ResourcesOf(Pod pod, Container container);
}
