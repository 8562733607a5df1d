using System.Globalization;
using System.Text;

namespace Netes.Kubelet.Runtime;

/// <summary>A process that can't be mistaken for a later one with the same number.</summary>
/// <param name="StartTime">Clock ticks after boot, field 22 of <c>/proc/PID/stat</c>.</param>
internal readonly record struct ProcessIdentity(int Pid, ulong StartTime)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pid} {StartTime}");

    public static ProcessIdentity? Parse(string text)
    {
        var parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            ? new ProcessIdentity(pid, start)
            : null;
    }
}

/// <summary>Reads <c>/proc</c>.</summary>
internal static class ProcessTable
{
    /// <summary>Null when there is no such process, or only its zombie.</summary>
    public static ProcessIdentity? Identify(int pid) =>
        Read($"/proc/{pid}/stat") is { } stat && ParseStat(stat) is { State: not ('Z' or 'X') } parsed
            ? new ProcessIdentity(pid, parsed.StartTime)
            : null;

    public static bool IsAlive(ProcessIdentity process) => Identify(process.Pid) == process;

    /// <summary>Every process, with its parent and its command line's arguments.</summary>
    public static IReadOnlyList<ProcessEntry> List()
    {
        var list = new List<ProcessEntry>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
                continue;
            if (Read($"{directory}/stat") is not { } stat || ParseStat(stat) is not { } parsed) continue;
            var arguments = Read($"{directory}/cmdline")?.Split('\0', StringSplitOptions.RemoveEmptyEntries) ?? [];
            list.Add(new ProcessEntry(new ProcessIdentity(pid, parsed.StartTime), parsed.Parent, arguments));
        }

        return list;
    }

    /// <summary>The second field, the program's name, may hold spaces and parentheses: count from the last one.</summary>
    internal static (char State, int Parent, ulong StartTime)? ParseStat(string stat)
    {
        var end = stat.LastIndexOf(')');
        if (end < 0) return null;
        var fields = stat[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19
            ? (fields[0][0],
               int.Parse(fields[1], CultureInfo.InvariantCulture),
               ulong.Parse(fields[19], CultureInfo.InvariantCulture))
            : null;
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path, Encoding.UTF8);
        }
        catch (IOException)
        {
            return null; // it ended meanwhile
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}

internal sealed record ProcessEntry(ProcessIdentity Identity, int Parent, IReadOnlyList<string> Arguments);
