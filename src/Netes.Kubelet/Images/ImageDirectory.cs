using System.Globalization;
using System.Text;

namespace Netes.Kubelet.Images;

/// <summary>
/// Imports the archives of a directory (<c>&lt;data-dir&gt;/images</c>) at start. A file that was imported as it is, and
/// whose images are still there, is passed over.
/// </summary>
public sealed class ImageDirectory(string archives, string records, ImageStore store)
{
    private static readonly string[] Endings = [".tar", ".tar.gz", ".tgz"];

    /// <param name="imported">Told of each file and the names in it.</param>
    /// <param name="failed">Told of each file that could not be imported.</param>
    public async Task ImportAsync(
        Action<string, IReadOnlyList<string>> imported, Action<string, Exception> failed, CancellationToken cancellation)
    {
        if (!Directory.Exists(archives)) return;
        Directory.CreateDirectory(records);
        HashSet<string>? present = null;
        foreach (var file in Directory.EnumerateFiles(archives).Order(StringComparer.Ordinal))
        {
            if (!Endings.Any(e => file.EndsWith(e, StringComparison.Ordinal))) continue;
            var record = Path.Combine(records, Path.GetFileName(file) + ".imported");
            var stamp = Stamp(file);
            if (File.Exists(record))
            {
                var lines = await File.ReadAllLinesAsync(record, Encoding.UTF8, cancellation).ConfigureAwait(false);
                present ??= [.. (await store.ListAsync(cancellation).ConfigureAwait(false)).SelectMany(i => i.Tags)];
                if (lines.Length > 1 && lines[0] == stamp && lines.Skip(1).All(present.Contains)) continue;
            }

            try
            {
                var names = await store.ImportAsync(file, null, cancellation).ConfigureAwait(false);
                await File.WriteAllLinesAsync(record, [stamp, .. names], Encoding.UTF8, cancellation).ConfigureAwait(false);
                imported(file, names);
            }
            catch (Exception e) when (e is ImageArchiveException or IOException or FormatException)
            {
                failed(file, e); // one bad file must not keep the others out
            }
        }
    }

    private static string Stamp(string file)
    {
        var info = new FileInfo(file);
        return string.Create(CultureInfo.InvariantCulture, $"{info.Length} {info.LastWriteTimeUtc.Ticks}");
    }
}
