using Netes.Api.CoreV1;
using Netes.Kubelet.Images;
using Container = Netes.Api.CoreV1.Container;

namespace Netes.Kubelet.Pods.Running;

/// <summary>Images for containers, through the node's one puller; users are told by Events.</summary>
internal sealed class PodImages(ImagePuller puller, PodEvents events) : IPodImages
{
    public Task<string> EnsureAsync(
        Pod pod, Container container, ObjectReference about, IReadOnlyList<Secret> pullSecrets, CancellationToken cancellation) =>
        puller.EnsureAsync(
            container.Image, PolicyOf(container), RegistryCredentials.For(container.Image, pullSecrets), null,
            (isWarning, reason, message) => events.Record(about, isWarning ? "Warning" : "Normal", reason, message), cancellation);

    /// <summary>Without a policy a moving tag is pulled each time; the API server fills the policy in by the same rule.</summary>
    private static string PolicyOf(Container container)
    {
        if (container.ImagePullPolicy.Length > 0) return container.ImagePullPolicy;
        bool moving = ImageReference.TryParse(container.Image, out var image, out _) && image is { Digest: "", Tag: "latest" };
        return moving ? PullPolicy.Always : PullPolicy.IfNotPresent;
    }
}
