using System.Globalization;

namespace Netes.Kubelet.Volumes;

/// <summary>
/// Replaces all files of a directory at once, as their readers see it:
/// <code>
/// DIR/..2026_11_23_22_30_05.1234/a/b    the files
/// DIR/..data -> ..2026_11_23_22_30_05.1234
/// DIR/a -> ..data/a                      one link for each first path element
/// </code>
/// Renaming a new ..data over the old one is the switch.
/// </summary>
internal static class AtomicWriter
{
    private const string DataLink = "..data";
    private const int DirectoryMode = 0x1ED; // 0755

    /// <param name="group">Gets read access to everything, when given (fsGroup).</param>
    /// <returns>Whether anything changed.</returns>
    /// <exception cref="VolumeException">A path leads out of the directory.</exception>
    public static bool Write(string directory, IReadOnlyDictionary<string, VolumeFile> files, long? group, DateTime now)
    {
        foreach (string path in files.Keys) Validate(path);
        string link = Path.Combine(directory, DataLink);
        string? current = Directory.Exists(link) ? File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName : null;
        if (current is not null && IsSame(current, files)) return false;

        string fresh = CreateVersion(directory, now);
        WriteFiles(fresh, files, group);
        string temporary = Path.Combine(directory, "..data_tmp");
        File.Delete(temporary);
        File.CreateSymbolicLink(temporary, Path.GetFileName(fresh));
        NativeFiles.Rename(temporary, link);
        LinkVisible(directory, files.Keys);
        if (current is not null && Directory.Exists(current)) Directory.Delete(current, recursive: true);
        return true;
    }

    private static void Validate(string path)
    {
        bool bad = path.Length == 0 || path[0] == '/' || path.StartsWith("..", StringComparison.Ordinal) || path.Length > 4096;
        foreach (string part in path.Split('/')) bad |= part is ".." || part.Length > 255;
        if (bad) throw new VolumeException($"invalid path: {path}");
    }

    private static bool IsSame(string version, IReadOnlyDictionary<string, VolumeFile> files)
    {
        int count = 0;
        foreach (string path in Directory.EnumerateFiles(version, "*", SearchOption.AllDirectories))
        {
            count++;
            string relative = Path.GetRelativePath(version, path);
            if (!files.TryGetValue(relative, out var file)) return false;
            var info = new FileInfo(path);
            if (info.Length != file.Data.Length || !File.ReadAllBytes(path).AsSpan().SequenceEqual(file.Data)) return false;
        }
        return count == files.Count;
    }

    private static string CreateVersion(string directory, DateTime now)
    {
        string stamp = now.ToString("yyyy_MM_dd_HH_mm_ss", CultureInfo.InvariantCulture);
        while (true)
        {
            string path = Path.Combine(directory, $"..{stamp}.{Random.Shared.NextInt64(10_000_000_000):D10}");
            if (Directory.Exists(path)) continue;
            Directory.CreateDirectory(path);
            File.SetUnixFileMode(path, (UnixFileMode)DirectoryMode);
            return path;
        }
    }

    private static void WriteFiles(string version, IReadOnlyDictionary<string, VolumeFile> files, long? group)
    {
        foreach (var (path, file) in files)
        {
            string full = Path.Combine(version, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!, (UnixFileMode)DirectoryMode);
            using (var stream = new FileStream(full, new FileStreamOptions
            {
                Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
                stream.Write(file.Data);
            if (file.Owner is { } owner) NativeFiles.Chown(full, owner, -1);
            // The umask has no say: modes are what the API says.
            File.SetUnixFileMode(full, (UnixFileMode)(file.Mode & 0xFFF));
        }
        if (group is { } id) Ownership.GiveTo(version, id, readOnly: true);
    }

    private static void LinkVisible(string directory, IEnumerable<string> paths)
    {
        var wanted = new HashSet<string>();
        foreach (string path in paths) wanted.Add(path.Split('/')[0]);
        foreach (string entry in Directory.EnumerateFileSystemEntries(directory))
        {
            string name = Path.GetFileName(entry);
            if (name.StartsWith("..", StringComparison.Ordinal) || wanted.Remove(name)) continue;
            if (new FileInfo(entry).LinkTarget is not null) File.Delete(entry);
        }
        foreach (string name in wanted) File.CreateSymbolicLink(Path.Combine(directory, name), $"{DataLink}/{name}");
    }
}
