using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Cri.Containerd.Content;
using Netes.Kubelet.Cri.Containerd.Images;
using Netes.Kubelet.Cri.Containerd.Leases;
using static Netes.Kubelet.Cri.CriCall;

namespace Netes.Kubelet.Images;

/// <summary>containerd's content store and image names.</summary>
internal sealed class ContainerdContent(ChannelBase channel)
{
    private const int ChunkBytes = 1024 * 1024;

    /// <summary>An abandoned lease ends by itself.</summary>
    private static readonly TimeSpan LeaseLife = TimeSpan.FromHours(1);

    private readonly Content.ContentClient content = new(channel);
    private readonly Cri.Containerd.Images.Images.ImagesClient images = new(channel);
    private readonly Leases.LeasesClient leases = new(channel);

    /// <summary>What is written under a lease isn't garbage, though no image names it yet.</summary>
    public async Task<string> LeaseAsync(CancellationToken cancellation)
    {
        var request = new CreateRequest { Id = "netes-import-" + Guid.NewGuid().ToString("N") };
        request.Labels["containerd.io/gc.expire"] =
            DateTime.UtcNow.Add(LeaseLife).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var call = leases.CreateAsync(request, ContainerdNamespace.Headers(), cancellationToken: cancellation);
        return (await Await(cancellation, call).ConfigureAwait(false)).Lease.Id;
    }

    public Task ReleaseAsync(string lease, CancellationToken cancellation) => Await(
        cancellation,
        leases.DeleteAsync(
            new DeleteRequest { Id = lease }, ContainerdNamespace.Headers(), cancellationToken: cancellation));

    /// <summary>Writes a blob unless it is there; containerd checks the digest.</summary>
    public async Task WriteAsync(ArchivedBlob blob, string lease, CancellationToken cancellation)
    {
        using var source = blob.Open();
        var reference = blob.Reference;
        using var call = content.Write(ContainerdNamespace.Headers(lease), cancellationToken: cancellation);
        try
        {
            var name = $"{lease}/{reference.Digest}";
            var first = await ExchangeAsync(call, new WriteContentRequest
            {
                Action = WriteAction.Stat,
                Ref = name,
                Total = reference.Size,
                Expected = reference.Digest,
            }, cancellation).ConfigureAwait(false);
            var offset = first.Offset;
            var buffer = new byte[Math.Min(ChunkBytes, Math.Max(1, reference.Size))];
            while (await source.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation)
                .ConfigureAwait(false) is var read and > 0)
            {
                await ExchangeAsync(call, new WriteContentRequest
                {
                    Action = WriteAction.Write,
                    Ref = name,
                    Offset = offset,
                    Data = ByteString.CopyFrom(buffer, 0, read),
                }, cancellation).ConfigureAwait(false);
                offset += read;
            }

            var commit = new WriteContentRequest
            {
                Action = WriteAction.Commit,
                Ref = name,
                Offset = offset,
                Total = reference.Size,
                Expected = reference.Digest,
            };
            foreach (var (key, value) in blob.References) commit.Labels[key] = value;
            await ExchangeAsync(call, commit, cancellation).ConfigureAwait(false);
            await call.RequestStream.CompleteAsync().ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            await LabelAsync(blob, lease, cancellation).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.FailedPrecondition or StatusCode.InvalidArgument)
        {
            throw new ImageArchiveException($"the archive is damaged: {e.Status.Detail}", e);
        }
        catch (RpcException e) when (!cancellation.IsCancellationRequested)
        {
            throw CriException.From(e);
        }
    }

    public async Task PutImageAsync(string name, BlobReference target, string lease, CancellationToken cancellation)
    {
        var image = new Image
        {
            Name = name,
            Target = new BlobDescriptor { MediaType = target.MediaType, Digest = target.Digest, Size = target.Size },
        };
        try
        {
            var create = images.CreateAsync(
                new CreateImageRequest { Image = image }, ContainerdNamespace.Headers(lease), cancellationToken: cancellation);
            await Await(cancellation, create).ConfigureAwait(false);
        }
        catch (CriException e) when (e.IsAlreadyExists)
        {
            var update = images.UpdateAsync(
                new UpdateImageRequest { Image = image, UpdateMask = Mask("target") },
                ContainerdNamespace.Headers(lease), cancellationToken: cancellation);
            await Await(cancellation, update).ConfigureAwait(false);
        }
    }

    public Task DeleteImageAsync(string name, CancellationToken cancellation) => Await(
        cancellation,
        images.DeleteAsync(
            new DeleteImageRequest { Name = name, Sync = true }, ContainerdNamespace.Headers(), cancellationToken: cancellation));

    private static async Task<WriteContentResponse> ExchangeAsync(
        AsyncDuplexStreamingCall<WriteContentRequest, WriteContentResponse> call,
        WriteContentRequest request,
        CancellationToken cancellation)
    {
        await call.RequestStream.WriteAsync(request, cancellation).ConfigureAwait(false);
        return await call.ResponseStream.MoveNext(cancellation).ConfigureAwait(false)
            ? call.ResponseStream.Current
            : throw new RpcException(new Status(StatusCode.Unavailable, "containerd closed the content stream"));
    }

    /// <summary>The blob came by another way, perhaps without its references.</summary>
    private async Task LabelAsync(ArchivedBlob blob, string lease, CancellationToken cancellation)
    {
        if (blob.References.Count == 0) return;
        var info = new Info { Digest = blob.Reference.Digest };
        var request = new UpdateRequest { Info = info, UpdateMask = new FieldMask() };
        foreach (var (key, value) in blob.References)
        {
            info.Labels[key] = value;
            request.UpdateMask.Paths.Add("labels." + key);
        }

        var call = content.UpdateAsync(request, ContainerdNamespace.Headers(lease), cancellationToken: cancellation);
        await Await(cancellation, call).ConfigureAwait(false);
    }

    private static FieldMask Mask(string path)
    {
        var mask = new FieldMask();
        mask.Paths.Add(path);
        return mask;
    }
}
