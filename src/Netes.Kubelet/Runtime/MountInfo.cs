using System.Globalization;
using System.Text;

namespace Netes.Kubelet.Runtime;

/// <summary>One line of <c>/proc/self/mountinfo</c>, see proc(5).</summary>
internal sealed record MountInfo(int Id, string Root, string MountPoint, string FileSystem, string SuperOptions)
{
    public static IReadOnlyList<MountInfo> ReadOwn() => Parse(File.ReadAllText("/proc/self/mountinfo"));

    /// <summary>Lines that are no mount are an error: the kernel writes none.</summary>
    public static IReadOnlyList<MountInfo> Parse(string text)
    {
        var mounts = new List<MountInfo>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ');
            var dash = Array.IndexOf(fields, "-", 6);
            if (dash < 0 || fields.Length < dash + 4) throw new FormatException($"not a mountinfo line: {line}");
            mounts.Add(new MountInfo(
                int.Parse(fields[0], CultureInfo.InvariantCulture),
                Unescape(fields[3]),
                Unescape(fields[4]),
                fields[dash + 1],
                fields[dash + 3]));
        }

        return mounts;
    }

    /// <summary>The mount that <paramref name="path"/> lies in: the longest mount point above it, the last one there.</summary>
    public static MountInfo? Holding(IReadOnlyList<MountInfo> mounts, string path)
    {
        MountInfo? best = null;
        foreach (var mount in mounts)
        {
            if (IsAtOrBelow(path, mount.MountPoint) && (best is null || mount.MountPoint.Length >= best.MountPoint.Length))
                best = mount;
        }

        return best;
    }

    /// <summary>Mount points at or below any of the directories, the deepest and the latest first: the order to unmount.</summary>
    public static IReadOnlyList<string> Below(IReadOnlyList<MountInfo> mounts, params IReadOnlyList<string> directories) =>
        [.. mounts
            .Where(m => directories.Any(d => IsAtOrBelow(m.MountPoint, d)))
            .Reverse()
            .OrderByDescending(m => m.MountPoint.Count(c => c == '/'))
            .Select(m => m.MountPoint)];

    public static bool IsAtOrBelow(string path, string directory)
    {
        var prefix = directory.TrimEnd('/');
        return path.StartsWith(prefix, StringComparison.Ordinal)
            && (path.Length == prefix.Length || path[prefix.Length] == '/');
    }

    /// <summary>Space, tab, newline and backslash are written as octal escapes.</summary>
    private static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal)) return field;
        var bytes = new List<byte>();
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length)
            {
                bytes.Add(Convert.ToByte(field.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(field, i, 1));
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
