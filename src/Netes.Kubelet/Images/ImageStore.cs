using Grpc.Core;
using Netes.Kubelet.Cri;

namespace Netes.Kubelet.Images;

/// <summary>
/// Images without a registry: archives are read here and their blobs written straight into containerd's content store.
/// Nothing is unpacked; containerd does that when the first container needs it.
/// </summary>
public sealed class ImageStore
{
    private readonly IImageService images;
    private readonly ContainerdContent content;
    private readonly TimeProvider time;

    internal ImageStore(ChannelBase channel, IImageService images, TimeProvider time)
    {
        this.images = images;
        this.time = time;
        content = new ContainerdContent(channel);
    }

    /// <summary>Opens the store of a running containerd; for the command line.</summary>
    /// <param name="socketPath">See <see cref="Runtime.ContainerdOptions.SocketPath"/>.</param>
    public static ImageStore Open(string socketPath, TimeProvider time)
    {
        var channel = CriChannel.Create(socketPath);
        return new ImageStore(channel, new ImageServiceClient(channel), time);
    }

    /// <param name="path">
    /// An OCI or docker archive (tar, tar.gz) or a directory with an OCI layout.
    /// </param>
    /// <param name="name">The image's name, for an archive that tells none.</param>
    /// <returns>The full names of what was imported.</returns>
    /// <exception cref="ImageArchiveException">It is no image archive, or not a whole one.</exception>
    public async Task<IReadOnlyList<string>> ImportAsync(string path, string? name, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
        {
            using var directory = new DirectoryArchive(path);
            return await ImportAsync(directory, name, cancellation).ConfigureAwait(false);
        }

        await using var file = File.OpenRead(path);
        return await ImportAsync(file, name, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc cref="ImportAsync(string, string?, CancellationToken)"/>
    /// <param name="archive">Seekable.</param>
    public async Task<IReadOnlyList<string>> ImportAsync(Stream archive, string? name, CancellationToken cancellation)
    {
        using var files = TarArchive.Open(archive);
        return await ImportAsync(files, name, cancellation).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<StoredImage>> ListAsync(CancellationToken cancellation) =>
        [.. (await images.ListImagesAsync(cancellation).ConfigureAwait(false)).Select(i =>
            new StoredImage(i.Id, [.. i.RepoTags], [.. i.RepoDigests], (long)i.Size))];

    /// <returns>False when there is no such image.</returns>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancellation)
    {
        if (await images.ImageStatusAsync(name, cancellation).ConfigureAwait(false) is not { } image) return false;
        // The CRI removes an image with all its names; a name that isn't the only one is taken away alone.
        var full = ImageReference.TryParse(name, out var reference, out _) ? reference.ToString() : name;
        if (image.RepoTags.Count > 1 && image.RepoTags.Contains(full))
        {
            await content.DeleteImageAsync(full, cancellation).ConfigureAwait(false);
            await UntilAsync(
                async () => await images.ImageStatusAsync(full, cancellation).ConfigureAwait(false) is null,
                $"{full} is still there", cancellation).ConfigureAwait(false);
        }
        else
        {
            await images.RemoveImageAsync(name, cancellation).ConfigureAwait(false);
        }

        return true;
    }

    private async Task<IReadOnlyList<string>> ImportAsync(IArchiveFiles files, string? name, CancellationToken cancellation)
    {
        var found = ImageArchive.Read(files);
        var lease = await content.LeaseAsync(cancellation).ConfigureAwait(false);
        var names = new List<string>();
        try
        {
            foreach (var image in found)
            {
                IReadOnlyList<string> own = image.Names.Count > 0
                    ? image.Names
                    : [ImageReference.Parse(name ?? throw new ImageArchiveException(
                        "the archive does not say what its image is called: give a name")).ToString()];
                foreach (var blob in image.Blobs) await content.WriteAsync(blob, lease, cancellation).ConfigureAwait(false);
                foreach (var one in own)
                    await content.PutImageAsync(one, image.Target, lease, cancellation).ConfigureAwait(false);
                names.AddRange(own);
            }
        }
        finally
        {
            await content.ReleaseAsync(lease, CancellationToken.None).ConfigureAwait(false);
        }

        // The CRI plug-in learns of new images by an event.
        foreach (var one in names)
        {
            await UntilAsync(
                async () => await images.ImageStatusAsync(one, cancellation).ConfigureAwait(false) is not null,
                $"the runtime does not accept {one}; is it for another processor?", cancellation).ConfigureAwait(false);
        }

        return names;
    }

    private async Task UntilAsync(Func<Task<bool>> condition, string failure, CancellationToken cancellation)
    {
        var limit = time.GetUtcNow() + TimeSpan.FromSeconds(5);
        while (!await condition().ConfigureAwait(false))
        {
            if (time.GetUtcNow() > limit) throw new ImageArchiveException(failure);
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, cancellation).ConfigureAwait(false);
        }
    }
}

/// <param name="Id">The configuration's digest.</param>
/// <param name="SizeBytes">Of the compressed content.</param>
public sealed record StoredImage(
    string Id, IReadOnlyList<string> Tags, IReadOnlyList<string> Digests, long SizeBytes);

/// <summary>An archive could not be imported; the message is for the person who gave it.</summary>
public sealed class ImageArchiveException(string message, Exception? inner = null) : Exception(message, inner);
