using System.Globalization;

namespace Netes.Cel.Library;

/// <summary>Kubernetes' semantic version library (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-semver-library).</summary>
internal static class SemverLibrary
{
    private static readonly CelType Semver = CelType.Opaque("kubernetes.Semver");

    public static CelLibrary Create()
    {
        var library = new CelLibrary();
        CelType s = CelType.String, b = CelType.Bool, i = CelType.Int;
        library.Types.Add(Semver);
        library.Global("semver", "string_to_semver", [s], Semver, args => Make(args[0].AsString, false));
        library.Global("semver", "string_bool_to_semver", [s, b], Semver, args => Make(args[0].AsString, args[1].AsBool));
        library.Global("isSemver", "is_semver_string", [s], b, args => CelValue.Bool(Parse(args[0].AsString, false) is not null));
        library.Global("isSemver", "is_semver_string_bool", [s, b], b, args => CelValue.Bool(Parse(args[0].AsString, args[1].AsBool) is not null));
        library.Member("isGreaterThan", "semver_is_greater_than", [Semver, Semver], b, args => CelValue.Bool(Of(args[0]).CompareTo(Of(args[1])) > 0));
        library.Member("isLessThan", "semver_is_less_than", [Semver, Semver], b, args => CelValue.Bool(Of(args[0]).CompareTo(Of(args[1])) < 0));
        library.Member("compareTo", "semver_compare_to", [Semver, Semver], i, args => CelValue.Int(Of(args[0]).CompareTo(Of(args[1]))));
        library.Member("major", "semver_major", [Semver], i, args => CelValue.Int((long)Of(args[0]).Major));
        library.Member("minor", "semver_minor", [Semver], i, args => CelValue.Int((long)Of(args[0]).Minor));
        library.Member("patch", "semver_patch", [Semver], i, args => CelValue.Int((long)Of(args[0]).Patch));
        return library;
    }

    /// <summary>A version as a value; null when the text is none.</summary>
    public static CelValue? Parse(string text) => Parse(text, false) is { } version ? CelValue.Opaque(version) : null;

    private static SemverValue Of(in CelValue value) => (SemverValue)value.AsOpaque;

    private static CelValue Make(string text, bool normalize) => Parse(text, normalize) is { } version
        ? CelValue.Opaque(version)
        : CelValue.Error($"Invalid character(s) or form found in version \"{text}\"");

    private static SemverValue? Parse(string text, bool normalize)
    {
        if (normalize)
        {
            text = text.StartsWith('v') ? text[1..] : text;
            int tail = text.AsSpan().IndexOfAny("-+");
            string core = tail < 0 ? text : text[..tail];
            var numbers = core.Split('.').Select(p => p.Length > 1 ? p.TrimStart('0') is { Length: > 0 } kept ? kept : "0" : p).ToList();
            while (numbers.Count < 3) numbers.Add("0");
            text = string.Join('.', numbers) + (tail < 0 ? "" : text[tail..]);
        }
        int plus = text.IndexOf('+', StringComparison.Ordinal);
        string build = plus < 0 ? "" : text[(plus + 1)..];
        string version = plus < 0 ? text : text[..plus];
        int dash = version.IndexOf('-', StringComparison.Ordinal);
        string pre = dash < 0 ? "" : version[(dash + 1)..];
        string[] parts = (dash < 0 ? version : version[..dash]).Split('.');
        if (parts.Length != 3 || (plus >= 0 && !Identifiers(build, false)) || (dash >= 0 && !Identifiers(pre, true))) return null;
        Span<ulong> values = stackalloc ulong[3];
        for (int i = 0; i < 3; i++)
        {
            if ((parts[i].Length > 1 && parts[i][0] == '0') || !ulong.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out values[i])) return null;
        }
        return new(values[0], values[1], values[2], pre.Length == 0 ? [] : pre.Split('.'), text);
    }

    private static bool Identifiers(string text, bool numeric) => text.Split('.').All(part =>
        part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && !(numeric && part.Length > 1 && part[0] == '0' && part.All(char.IsAsciiDigit)));

    private sealed class SemverValue(ulong major, ulong minor, ulong patch, string[] pre, string text) : CelOpaque
    {
        public ulong Major => major;

        public ulong Minor => minor;

        public ulong Patch => patch;

        public string[] Pre => pre;

        public override CelType Type => Semver;

        public int CompareTo(SemverValue other)
        {
            int order = (major, minor, patch).CompareTo((other.Major, other.Minor, other.Patch));
            if (order != 0) return Math.Sign(order);
            if (pre.Length == 0 || other.Pre.Length == 0) return Math.Sign(other.Pre.Length - pre.Length) is var shorter && pre.Length == 0 && other.Pre.Length == 0 ? 0 : shorter;
            for (int i = 0; i < Math.Min(pre.Length, other.Pre.Length); i++)
            {
                int part = ComparePart(pre[i], other.Pre[i]);
                if (part != 0) return part;
            }
            return Math.Sign(pre.Length - other.Pre.Length);
        }

        public override bool IsEqualTo(CelOpaque other) => CompareTo((SemverValue)other) == 0;

        public override string ToString() => text;

        private static int ComparePart(string left, string right)
        {
            bool leftNumeric = left.All(char.IsAsciiDigit), rightNumeric = right.All(char.IsAsciiDigit);
            if (leftNumeric != rightNumeric) return leftNumeric ? -1 : 1;
            if (leftNumeric && left.Length != right.Length) return Math.Sign(left.Length - right.Length);
            return Math.Sign(string.CompareOrdinal(left, right));
        }
    }
}
