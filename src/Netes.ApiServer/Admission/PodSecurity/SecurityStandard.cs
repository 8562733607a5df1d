using System.Globalization;

namespace Netes.ApiServer.Admission.PodSecurity;

/// <summary>How strict a standard is, the laxest first (https://kubernetes.io/docs/concepts/security/pod-security-standards/).</summary>
internal enum SecurityLevel
{
    Privileged,
    Baseline,
    Restricted,
}

/// <summary>A level as one minor version of Kubernetes defined it.</summary>
/// <param name="Level">How strict.</param>
/// <param name="Minor">The y of v1.y; <see cref="Latest"/> for "latest".</param>
internal readonly record struct SecurityStandard(SecurityLevel Level, int Minor)
{
    public const int Latest = int.MaxValue;

    public static SecurityStandard Privileged => new(SecurityLevel.Privileged, Latest);

    public static SecurityLevel? ParseLevel(string text) => text switch
    {
        "privileged" => SecurityLevel.Privileged,
        "baseline" => SecurityLevel.Baseline,
        "restricted" => SecurityLevel.Restricted,
        _ => null,
    };

    /// <summary>"latest" or v1.y without leading zeros; null for anything else.</summary>
    public static int? ParseVersion(string text)
    {
        if (text == "latest") return Latest;
        if (!text.StartsWith("v1.", StringComparison.Ordinal)) return null;
        ReadOnlySpan<char> minor = text.AsSpan(3);
        if (minor.Length > 1 && minor[0] == '0') return null;
        return int.TryParse(minor, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }

    public override string ToString() =>
        LevelName(Level) + ":" + (Minor == Latest ? "latest" : "v1." + Minor.ToString(CultureInfo.InvariantCulture));

    private static string LevelName(SecurityLevel level) => level switch
    {
        SecurityLevel.Privileged => "privileged",
        SecurityLevel.Baseline => "baseline",
        _ => "restricted",
    };
}
