using System.Buffers;

namespace Netes.Api.Validation;

/// <summary>
/// How names must look. Every check returns the messages of the rules that are broken, none when all is well, in the words
/// of the Kubernetes API server (https://kubernetes.io/docs/concepts/overview/working-with-objects/names/).
/// </summary>
public static class NameRules
{
    public const int DnsLabelMaxLength = 63;
    public const int DnsSubdomainMaxLength = 253;
    public const int QualifiedNameMaxLength = 63;
    public const int LabelValueMaxLength = 63;

    private const string DnsLabelPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string DnsSubdomainPattern = DnsLabelPattern + @"(\." + DnsLabelPattern + ")*";
    private const string Dns1035Pattern = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private const string QualifiedPattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private const string UnderscoreSubdomainPattern =
        @"_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*";

    private const string DnsLabelMessage = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', " +
        "and must start and end with an alphanumeric character";
    private const string DnsSubdomainMessage = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, " +
        "'-' or '.', and must start and end with an alphanumeric character";
    private const string UnderscoreSubdomainMessage = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric " +
        "characters, '_', '-' or '.', and must start and end with an alphanumeric character";
    private const string Dns1035Message = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with " +
        "an alphabetic character, and end with an alphanumeric character";
    private const string WildcardMessage = "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, " +
        "which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";
    private const string QualifiedMessage = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with " +
        "an alphanumeric character";
    private const string LabelValueMessage = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' " +
        "or '.', and must start and end with an alphanumeric character";

    private static readonly SearchValues<char> LowerAlphaNumeric = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> LowerAlphaNumericHyphen = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> QualifiedInner =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>RFC 1123 label: Namespace, container and volume names.</summary>
    public static IReadOnlyList<string> DnsLabel(string value)
    {
        if (value.Length <= DnsLabelMaxLength && IsDnsLabel(value)) return [];
        var errors = new List<string>();
        if (value.Length > DnsLabelMaxLength) errors.Add(Messages.MaxCharacters(DnsLabelMaxLength));
        if (!IsDnsLabel(value))
        {
            errors.Add(IsDnsSubdomain(value)
                ? "must not contain dots"
                : Messages.Pattern(DnsLabelMessage, DnsLabelPattern, "my-name", "123-abc"));
        }
        return errors;
    }

    /// <summary>RFC 1123 subdomain: the names of most kinds.</summary>
    public static IReadOnlyList<string> DnsSubdomain(string value)
    {
        if (value.Length <= DnsSubdomainMaxLength && IsDnsSubdomain(value)) return [];
        var errors = new List<string>();
        if (value.Length > DnsSubdomainMaxLength) errors.Add(Messages.MaxCharacters(DnsSubdomainMaxLength));
        if (!IsDnsSubdomain(value)) errors.Add(Messages.Pattern(DnsSubdomainMessage, DnsSubdomainPattern, "example.com"));
        return errors;
    }

    /// <summary>As <see cref="DnsSubdomain"/>, and underscores: DNS search domains.</summary>
    public static IReadOnlyList<string> DnsSubdomainWithUnderscore(string value)
    {
        var errors = new List<string>();
        if (value.Length > DnsSubdomainMaxLength) errors.Add(Messages.MaxCharacters(DnsSubdomainMaxLength));
        if (!IsUnderscoreSubdomain(value))
            errors.Add(Messages.Pattern(UnderscoreSubdomainMessage, UnderscoreSubdomainPattern, "example.com"));
        return errors;
    }

    /// <summary>RFC 1035 label, which starts with a letter: Service names.</summary>
    public static IReadOnlyList<string> Dns1035Label(string value)
    {
        var well = IsDnsLabel(value) && char.IsAsciiLetterLower(value[0]);
        if (well && value.Length <= DnsLabelMaxLength) return [];
        var errors = new List<string>();
        if (value.Length > DnsLabelMaxLength) errors.Add(Messages.MaxCharacters(DnsLabelMaxLength));
        if (!well) errors.Add(Messages.Pattern(Dns1035Message, Dns1035Pattern, "my-name", "abc-123"));
        return errors;
    }

    /// <summary>A host with a leading <c>*.</c>: Ingress rules.</summary>
    public static IReadOnlyList<string> WildcardDnsSubdomain(string value)
    {
        var errors = new List<string>();
        if (value.Length > DnsSubdomainMaxLength) errors.Add(Messages.MaxCharacters(DnsSubdomainMaxLength));
        if (!value.StartsWith("*.", StringComparison.Ordinal) || !IsDnsSubdomain(value.AsSpan(2)))
            errors.Add(Messages.Pattern(WildcardMessage, @"\*\." + DnsSubdomainPattern, "*.example.com"));
        return errors;
    }

    /// <summary>A name with an optional DNS prefix, <c>example.com/name</c>: label keys, resource names, finalizers.</summary>
    public static IReadOnlyList<string> QualifiedName(string value)
    {
        var slash = value.IndexOf('/');
        if (slash != value.LastIndexOf('/'))
        {
            return ["a valid label key " + Messages.Pattern(QualifiedMessage, QualifiedPattern, "MyName", "my.name", "123-abc") +
                " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        }
        List<string>? errors = null;
        var name = value;
        if (slash >= 0)
        {
            name = value[(slash + 1)..];
            if (slash == 0) (errors ??= []).Add("prefix part must be non-empty");
            else
            {
                foreach (var message in DnsSubdomain(value[..slash]))
                    (errors ??= []).Add("prefix part " + message);
            }
        }
        if (name.Length == 0) (errors ??= []).Add("name part must be non-empty");
        else if (name.Length > QualifiedNameMaxLength) (errors ??= []).Add("name part " + Messages.MaxBytes(QualifiedNameMaxLength));
        if (!IsQualifiedPart(name))
            (errors ??= []).Add("name part " + Messages.Pattern(QualifiedMessage, QualifiedPattern, "MyName", "my.name", "123-abc"));
        return errors ?? (IReadOnlyList<string>)[];
    }

    /// <summary>A label's value.</summary>
    public static IReadOnlyList<string> LabelValue(string value)
    {
        var well = value.Length == 0 || IsQualifiedPart(value);
        if (well && value.Length <= LabelValueMaxLength) return [];
        var errors = new List<string>();
        if (value.Length > LabelValueMaxLength) errors.Add(Messages.MaxBytes(LabelValueMaxLength));
        if (!well) errors.Add(Messages.Pattern(LabelValueMessage, "(" + QualifiedPattern + ")?", "MyValue", "my_value", "12345"));
        return errors;
    }

    /// <summary>A name that stands in a URL path as one segment: RBAC names.</summary>
    public static IReadOnlyList<string> PathSegment(string value)
    {
        if (value is ".") return ["may not be '.'"];
        if (value is "..") return ["may not be '..'"];
        var errors = new List<string>();
        if (value.Contains('/')) errors.Add("may not contain '/'");
        if (value.Contains('%')) errors.Add("may not contain '%'");
        return errors;
    }

    /// <summary>A name that the server completes: a trailing hyphen is no mistake.</summary>
    public static string MaskTrailingHyphen(string prefix) =>
        prefix.Length > 1 && prefix[^1] == '-' ? string.Concat(prefix.AsSpan(0, prefix.Length - 2), "a") : prefix;

    internal static bool IsDnsLabel(ReadOnlySpan<char> value) =>
        value.Length > 0 && !value.ContainsAnyExcept(LowerAlphaNumericHyphen) && value[0] != '-' && value[^1] != '-';

    internal static bool IsDnsSubdomain(ReadOnlySpan<char> value)
    {
        foreach (var part in value.Split('.'))
        {
            if (!IsDnsLabel(value[part])) return false;
        }
        return true;
    }

    private static bool IsUnderscoreSubdomain(ReadOnlySpan<char> value)
    {
        foreach (var range in value.Split('.'))
        {
            var part = value[range];
            if (part.StartsWith('_')) part = part[1..];
            if (part.Length == 0 || !LowerAlphaNumeric.Contains(part[0]) || !LowerAlphaNumeric.Contains(part[^1])) return false;
            foreach (var c in part)
            {
                if (c is not ('-' or '_') && !LowerAlphaNumeric.Contains(c)) return false;
            }
        }
        return true;
    }

    private static bool IsQualifiedPart(ReadOnlySpan<char> value) =>
        value.Length > 0 && char.IsAsciiLetterOrDigit(value[0]) && char.IsAsciiLetterOrDigit(value[^1]) &&
        !value.ContainsAnyExcept(QualifiedInner);
}
