using System.Globalization;

namespace Netes.Kubelet.Images;

/// <summary>
/// A directory of image archives that are imported when the node starts. Which ones were is remembered by name, size and time, so
/// that a restart with many archives costs nothing.
/// </summary>
/// <param name="directory">Need not exist.</param>
/// <param name="record">The file that remembers.</param>
public sealed class ImageFolder(string directory, string record)
{
    /// <summary>Imports the archives that are new or changed.</summary>
    /// <param name="report">Gets a line for each archive: what was imported, or why it was not.</param>
    public async Task ImportAsync(ImageStore store, Action<string> report, CancellationToken cancellation)
    {
        if (!Directory.Exists(directory)) return;
        var known = File.Exists(record) ? (await File.ReadAllLinesAsync(record, cancellation)).ToHashSet() : [];
        var archives = new DirectoryInfo(directory).EnumerateFiles().Where(static f => IsArchive(f.Name)).OrderBy(static f => f.Name, StringComparer.Ordinal).ToList();
        if (archives.All(a => known.Contains(Identity(a)))) return;
        var present = (await store.ListAsync(cancellation)).SelectMany(static i => i.Tags).ToHashSet();
        var imported = new List<string>();
        foreach (var archive in archives)
        {
            if (known.Contains(Identity(archive)) && present.Count > 0)
            {
                imported.Add(Identity(archive));
                continue;
            }
            try
            {
                var names = await store.ImportAsync(archive.FullName, null, cancellation);
                report($"imported {string.Join(", ", names)} from {archive.Name}");
                imported.Add(Identity(archive));
            }
            catch (Exception e) when (e is ImageArchiveException or IOException)
            {
                // One bad archive must not keep the node from starting.
                report($"{archive.Name} could not be imported: {e.Message}");
            }
        }
        await File.WriteAllLinesAsync(record, imported, cancellation);
    }

    private static bool IsArchive(string name) =>
        name.EndsWith(".tar", StringComparison.Ordinal) || name.EndsWith(".tar.gz", StringComparison.Ordinal) || name.EndsWith(".tgz", StringComparison.Ordinal);

    private static string Identity(FileInfo file) =>
        string.Create(CultureInfo.InvariantCulture, $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}");
}
