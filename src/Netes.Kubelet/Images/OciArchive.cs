using System.Formats.Tar;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Netes.Kubelet.Images;

/// <summary>
/// Writes an OCI image layout as a tar archive (what <c>skopeo copy oci-archive:</c> makes), without any image
/// builder. The same input gives the same bytes.
/// </summary>
public static class OciArchive
{
    public static void Write(string path, OciImage image)
    {
        using var file = File.Create(path);
        Write(file, image);
    }

    public static void Write(Stream output, OciImage image)
    {
        var layer = Layer(image.Files);
        var layerDigest = Digest(layer);
        var config = Config(image, layerDigest);
        var manifest = OciJson.Manifest(
            new BlobReference(OciMediaTypes.Config, Digest(config), config.Length),
            [new BlobReference(OciMediaTypes.Layer, layerDigest, layer.Length)]);
        var name = ImageReference.Parse(image.Name).ToString();
        var index = OciJson.Index(new BlobReference(OciMediaTypes.Manifest, Digest(manifest), manifest.Length), name);

        using var tar = new TarWriter(output, TarEntryFormat.Ustar, leaveOpen: true);
        Add(tar, "oci-layout", """{"imageLayoutVersion":"1.0.0"}"""u8.ToArray());
        Add(tar, "index.json", index);
        foreach (var blob in new[] { manifest, config, layer })
            Add(tar, "blobs/sha256/" + Digest(blob)["sha256:".Length..], blob);
    }

    internal static string Digest(ReadOnlySpan<byte> blob) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(blob));

    /// <summary>Go's name of this machine's processor, as image configurations spell it.</summary>
    internal static string MachineArchitecture => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.Arm64 => "arm64",
        var other => throw new PlatformNotSupportedException($"no container images for {other}"),
    };

    private static byte[] Layer(IReadOnlyList<OciFile> files)
    {
        using var buffer = new MemoryStream();
        using (var tar = new TarWriter(buffer, TarEntryFormat.Ustar, leaveOpen: true))
        {
            var made = new HashSet<string>(StringComparer.Ordinal) { "" };
            foreach (var file in files)
            {
                foreach (var parent in Parents(file.Path))
                    if (made.Add(parent)) tar.WriteEntry(Entry(OciFile.Directory(parent)));
                if (file.Kind != OciFileKind.Directory || made.Add(file.Path)) tar.WriteEntry(Entry(file));
            }
        }

        return buffer.ToArray();
    }

    private static IEnumerable<string> Parents(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
            yield return path[..slash];
    }

    private static UstarTarEntry Entry(OciFile file)
    {
        var type = file.Kind switch
        {
            OciFileKind.Directory => TarEntryType.Directory,
            OciFileKind.Link => TarEntryType.SymbolicLink,
            _ => TarEntryType.RegularFile,
        };
        var entry = new UstarTarEntry(type, file.Kind == OciFileKind.Directory ? file.Path + "/" : file.Path)
        {
            Mode = file.Mode,
            Uid = file.UserId,
            Gid = file.GroupId,
            ModificationTime = DateTimeOffset.UnixEpoch,
        };
        if (file.Kind == OciFileKind.Link) entry.LinkName = file.Target;
        if (file.Kind == OciFileKind.File) entry.DataStream = new MemoryStream(file.Content.ToArray(), writable: false);
        return entry;
    }

    private static void Add(TarWriter tar, string name, byte[] content) =>
        tar.WriteEntry(Entry(OciFile.File(name, content)));

    private static byte[] Config(OciImage image, string layerDigest) => OciJson.Write(json =>
    {
        json.WriteString("architecture", image.Architecture.Length > 0 ? image.Architecture : MachineArchitecture);
        json.WriteString("os", "linux");
        json.WriteStartObject("config");
        OptionalString(json, "User", image.User);
        OptionalList(json, "Env", image.Environment);
        OptionalList(json, "Entrypoint", image.Entrypoint);
        OptionalList(json, "Cmd", image.Command);
        OptionalString(json, "WorkingDir", image.WorkingDirectory);
        OptionalString(json, "StopSignal", image.StopSignal);
        json.WriteEndObject();
        json.WriteStartObject("rootfs");
        json.WriteString("type", "layers");
        json.WriteStartArray("diff_ids");
        json.WriteStringValue(layerDigest);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void OptionalString(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0) json.WriteString(name, value);
    }

    private static void OptionalList(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0) return;
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
