using Grpc.Core;
using Netes.Kubelet.Cri.V1;
using static Netes.Kubelet.Cri.CriCall;

namespace Netes.Kubelet.Cri;

/// <summary><see cref="IImageService"/> over gRPC.</summary>
internal sealed class ImageServiceClient(ChannelBase channel) : IImageService
{
    private readonly ImageService.ImageServiceClient client = new(channel);

    public async Task<IReadOnlyList<Image>> ListImagesAsync(CancellationToken cancellation) =>
        (await Await(cancellation, client.ListImagesAsync(new ListImagesRequest(), cancellationToken: cancellation))
            .ConfigureAwait(false)).Images;

    public async Task<Image?> ImageStatusAsync(string image, CancellationToken cancellation)
    {
        var request = new ImageStatusRequest { Image = new ImageSpec { Image = image } };
        return (await Await(cancellation, client.ImageStatusAsync(request, cancellationToken: cancellation)).ConfigureAwait(false))
            .Image;
    }

    public async Task<string> PullImageAsync(
        string image, AuthConfig? auth, PodSandboxConfig? sandboxConfig, CancellationToken cancellation)
    {
        var request = new PullImageRequest
        {
            Image = new ImageSpec { Image = image, UserSpecifiedImage = image },
            Auth = auth,
            SandboxConfig = sandboxConfig,
        };
        return (await Await(cancellation, client.PullImageAsync(request, cancellationToken: cancellation)).ConfigureAwait(false))
            .ImageRef;
    }

    public Task RemoveImageAsync(string image, CancellationToken cancellation) =>
        Await(cancellation, client.RemoveImageAsync(
            new RemoveImageRequest { Image = new ImageSpec { Image = image } }, cancellationToken: cancellation));

    public Task<ImageFsInfoResponse> ImageFsInfoAsync(CancellationToken cancellation) =>
        Await(cancellation, client.ImageFsInfoAsync(new ImageFsInfoRequest(), cancellationToken: cancellation));
}
