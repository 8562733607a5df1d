using System.Security.Cryptography;
using System.Text.Json;

namespace Netes.Kubelet.Images;

/// <summary>One image of an archive.</summary>
/// <param name="Names">Full names; none when the archive tells none.</param>
/// <param name="Target">What the names stand for: a manifest or an index.</param>
/// <param name="Blobs">Everything that belongs to it, referenced blobs before those that refer to them.</param>
internal sealed record ArchivedImage(
    IReadOnlyList<string> Names, BlobReference Target, IReadOnlyList<ArchivedBlob> Blobs);

/// <param name="References">Digests that this blob refers to: containerd's garbage collector is told by labels.</param>
internal sealed record ArchivedBlob(
    BlobReference Reference, Func<Stream> Open, IReadOnlyDictionary<string, string> References);

/// <summary>Understands OCI layouts (index.json) and what <c>docker save</c> wrote before it made those (manifest.json).</summary>
internal static class ImageArchive
{
    private const int MaxDocumentBytes = 4 * 1024 * 1024;
    private const int MaxIndexDepth = 4;

    public static IReadOnlyList<ArchivedImage> Read(IArchiveFiles files)
    {
        try
        {
            if (Document(files, "index.json") is { } index) return ReadLayout(files, index);
            if (Document(files, "manifest.json") is { } manifest) return ReadDocker(files, manifest);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ImageArchiveException($"the archive's description can't be read: {e.Message}", e);
        }

        throw new ImageArchiveException("not an image archive: it has neither index.json nor manifest.json");
    }

    private static List<ArchivedImage> ReadLayout(IArchiveFiles files, byte[] index)
    {
        using var json = JsonDocument.Parse(index);
        var images = new List<ArchivedImage>();
        foreach (var descriptor in json.RootElement.GetProperty("manifests").EnumerateArray())
        {
            var blobs = new List<ArchivedBlob>();
            var target = Reference(descriptor);
            if (!Collect(files, target, blobs, MaxIndexDepth))
                throw new ImageArchiveException($"the archive lacks {target.Digest}");
            IReadOnlyList<string> names = Name(descriptor) is { } name ? [name] : [];
            var same = images.FindIndex(i => i.Target.Digest == target.Digest);
            if (same < 0) images.Add(new ArchivedImage(names, target, blobs));
            else images[same] = images[same] with { Names = [.. images[same].Names.Union(names)] };
        }

        return images;
    }

    private static string? Name(JsonElement descriptor)
    {
        if (!descriptor.TryGetProperty("annotations", out var annotations)) return null;
        foreach (var key in new[] { "io.containerd.image.name", "org.opencontainers.image.ref.name" })
        {
            if (annotations.TryGetProperty(key, out var value) && value.GetString() is { Length: > 0 } name
                && ImageReference.TryParse(name, out var reference, out _))
                return reference.ToString();
        }

        return null;
    }

    /// <summary>Adds a blob after all it refers to. An index may name manifests that the archive leaves out.</summary>
    /// <returns>False when the blob itself is not there.</returns>
    private static bool Collect(IArchiveFiles files, BlobReference blob, List<ArchivedBlob> blobs, int depth)
    {
        if (depth == 0) throw new ImageArchiveException("indexes are nested too deeply");
        var path = BlobPath(blob.Digest);
        if (blobs.Exists(b => b.Reference.Digest == blob.Digest)) return true;
        using (var content = files.Open(path))
            if (content is null) return false;

        var references = new Dictionary<string, string>(StringComparer.Ordinal);
        if (blob.MediaType is OciMediaTypes.Index or OciMediaTypes.DockerIndex)
        {
            using var json = JsonDocument.Parse(Document(files, path)!);
            var number = 0;
            foreach (var manifest in json.RootElement.GetProperty("manifests").EnumerateArray().Select(Reference))
            {
                if (Collect(files, manifest, blobs, depth - 1))
                    references[$"containerd.io/gc.ref.content.m.{number++}"] = manifest.Digest;
            }
        }
        else if (blob.MediaType is OciMediaTypes.Manifest or OciMediaTypes.DockerManifest)
        {
            using var json = JsonDocument.Parse(Document(files, path)!);
            Need(Reference(json.RootElement.GetProperty("config")), "containerd.io/gc.ref.content.config");
            var number = 0;
            foreach (var layer in json.RootElement.GetProperty("layers").EnumerateArray().Select(Reference))
                Need(layer, $"containerd.io/gc.ref.content.l.{number++}");
        }

        blobs.Add(new ArchivedBlob(blob, () => files.Open(path)!, references));
        return true;

        void Need(BlobReference part, string label)
        {
            if (!Collect(files, part, blobs, depth))
                throw new ImageArchiveException($"the archive lacks {part.Digest}");
            references[label] = part.Digest;
        }
    }

    private static List<ArchivedImage> ReadDocker(IArchiveFiles files, byte[] manifest)
    {
        using var json = JsonDocument.Parse(manifest);
        var images = new List<ArchivedImage>();
        foreach (var entry in json.RootElement.EnumerateArray())
        {
            var blobs = new List<ArchivedBlob>();
            var references = new Dictionary<string, string>(StringComparer.Ordinal);
            var config = Add(entry.GetProperty("Config").GetString()!, OciMediaTypes.Config);
            references["containerd.io/gc.ref.content.config"] = config.Digest;
            var layers = new List<BlobReference>();
            foreach (var path in entry.GetProperty("Layers").EnumerateArray().Select(l => l.GetString()!))
            {
                var layer = Add(path, null);
                references[$"containerd.io/gc.ref.content.l.{layers.Count}"] = layer.Digest;
                layers.Add(layer);
            }

            var document = OciJson.Manifest(config, layers);
            var target = new BlobReference(OciMediaTypes.Manifest, OciArchive.Digest(document), document.Length);
            blobs.Add(new ArchivedBlob(target, () => new MemoryStream(document, writable: false), references));
            var tags = entry.TryGetProperty("RepoTags", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Select(t => ImageReference.Parse(t.GetString()!).ToString())
                : [];
            images.Add(new ArchivedImage([.. tags], target, blobs));

            BlobReference Add(string path, string? mediaType)
            {
                Stream Open() => files.Open(path) ?? throw new ImageArchiveException($"the archive lacks {path}");
                using var content = Open();
                var first = content.ReadByte();
                var type = mediaType ?? (first == 0x1F ? OciMediaTypes.LayerGzip : OciMediaTypes.Layer);
                using var whole = Open();
                var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(whole));
                var reference = new BlobReference(type, digest, whole.Length);
                if (!blobs.Exists(b => b.Reference.Digest == digest))
                    blobs.Add(new ArchivedBlob(reference, Open, new Dictionary<string, string>()));
                return reference;
            }
        }

        return images;
    }

    private static BlobReference Reference(JsonElement descriptor) => new(
        descriptor.GetProperty("mediaType").GetString()!,
        descriptor.GetProperty("digest").GetString()!,
        descriptor.GetProperty("size").GetInt64());

    private static string BlobPath(string digest)
    {
        var colon = digest.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || digest.AsSpan(colon + 1).ContainsAnyExcept("0123456789abcdef"))
            throw new ImageArchiveException($"not a digest: {digest}");
        return $"blobs/{digest[..colon]}/{digest[(colon + 1)..]}";
    }

    private static byte[]? Document(IArchiveFiles files, string path)
    {
        using var content = files.Open(path);
        if (content is null) return null;
        if (content.Length > MaxDocumentBytes) throw new ImageArchiveException($"{path} is larger than {MaxDocumentBytes} bytes");
        var bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        return bytes;
    }
}
