using System.Globalization;
using System.Text.RegularExpressions;

namespace Netes.ApiServer.Discovery;

/// <summary>
/// Orders version names from the most to the least mature: v10, v2, v1, v11beta2, v10beta3, v3beta1, v12alpha1, v11alpha2, foo1
/// (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#version-priority).
/// </summary>
internal sealed partial class KubeVersionOrder : IComparer<string>
{
    public static KubeVersionOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var a = Parse(x!);
        var b = Parse(y!);
        if (a is null || b is null) return a is not null ? -1 : b is not null ? 1 : string.CompareOrdinal(x, y);
        return b.Value.CompareTo(a.Value);
    }

    private static (int Stability, long Major, long Minor)? Parse(string version)
    {
        Match match = Pattern().Match(version);
        if (!match.Success) return null;
        int stability = match.Groups[2].Value switch { "" => 2, "beta" => 1, _ => 0 };
        return (stability, Number(match.Groups[1].Value), Number(match.Groups[3].Value));
    }

    private static long Number(string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    [GeneratedRegex("^v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?$")]
    private static partial Regex Pattern();
}
