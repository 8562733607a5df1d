using Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Cri;

/// <summary>The runtime's images (CRI, package runtime.v1). Failures are <see cref="CriException"/>.</summary>
internal interface IImageService
{
    Task<IReadOnlyList<Image>> ListImagesAsync(CancellationToken cancellation);

    /// <returns>The image, or null when the runtime doesn't have it.</returns>
    Task<Image?> ImageStatusAsync(string image, CancellationToken cancellation);

    /// <returns>The image's reference as the runtime knows it.</returns>
    Task<string> PullImageAsync(
        string image, AuthConfig? auth, PodSandboxConfig? sandboxConfig, CancellationToken cancellation);

    Task RemoveImageAsync(string image, CancellationToken cancellation);

    Task<ImageFsInfoResponse> ImageFsInfoAsync(CancellationToken cancellation);
}
