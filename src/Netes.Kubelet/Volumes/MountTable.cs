using System.Text;

namespace Netes.Kubelet.Volumes;

/// <summary>What is mounted, from /proc/self/mountinfo.</summary>
internal static class MountTable
{
    /// <returns>Mount points at or below a directory, deepest first, so that they can be unmounted in this order.</returns>
    public static List<string> Below(string directory) => Below(directory, File.ReadAllLines("/proc/self/mountinfo"));

    internal static List<string> Below(string directory, IEnumerable<string> lines)
    {
        var found = new List<string>();
        string prefix = directory.TrimEnd('/') + "/";
        foreach (string line in lines)
        {
            var fields = line.Split(' ');
            if (fields.Length < 5) continue;
            string point = Unescape(fields[4]);
            if (point == directory || point.StartsWith(prefix, StringComparison.Ordinal)) found.Add(point);
        }
        found.Reverse();
        return found;
    }

    public static bool IsMountPoint(string directory) => Below(directory).Contains(directory);

    /// <summary>Removes a tree of ours; what is mounted in it is unmounted, never deleted.</summary>
    /// <exception cref="IOException">Something stays mounted.</exception>
    public static void RemoveTree(string directory)
    {
        if (!Directory.Exists(directory)) return;
        foreach (string point in Below(directory)) NativeFiles.Unmount(point);
        if (Below(directory) is [var stubborn, ..]) throw new IOException($"{stubborn} is still mounted");
        Directory.Delete(directory, recursive: true);
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('\\')) return text;
        var bytes = new List<byte>(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 3 < text.Length)
            {
                bytes.Add((byte)Convert.ToInt32(text.Substring(i + 1, 3), 8));
                i += 3;
            }
            else bytes.AddRange(Encoding.UTF8.GetBytes(text, i, 1));
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }
}
