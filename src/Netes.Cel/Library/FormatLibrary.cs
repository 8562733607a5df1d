using System.Text.RegularExpressions;

namespace Netes.Cel.Library;

/// <summary>Kubernetes' format library (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-format-library).</summary>
internal static partial class FormatLibrary
{
    private const string Label = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    private const string Subdomain = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    private const string Label1035 = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
    private const string LabelValue = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
    private const string NamePart = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private static readonly CelType Format = CelType.Opaque("kubernetes.NamedFormat");

    private static readonly FormatValue[] Known =
    [
        new("dns1123Label", text => Check(text, 63, LabelPattern(), Label)),
        new("dns1123Subdomain", text => Check(text, 253, SubdomainPattern(), Subdomain)),
        new("dns1035Label", text => Check(text, 63, Label1035Pattern(), Label1035)),
        new("qualifiedName", QualifiedName),
        new("dns1123LabelPrefix", text => Check(WithoutDash(text), 63, LabelPattern(), Label)),
        new("dns1123SubdomainPrefix", text => Check(WithoutDash(text), 253, SubdomainPattern(), Subdomain)),
        new("dns1035LabelPrefix", text => Check(WithoutDash(text), 63, Label1035Pattern(), Label1035)),
        new("labelValue", text => Check(text, 63, LabelValuePattern(), LabelValue)),
        new("uri", text => Uri.IsWellFormedUriString(text, UriKind.Absolute) || text.StartsWith('/') ? [] : [$"parse \"{text}\": invalid URI for request"]),
        new("uuid", text => UuidPattern().IsMatch(text) ? [] : ["does not match the UUID format"]),
        new("byte", text => BytePattern().IsMatch(text) ? [] : ["invalid base64"]),
        new("date", text => CelTime.ParseTimestamp(text + "T00:00:00Z") is not null ? [] : ["invalid date"]),
        new("datetime", text => CelTime.ParseTimestamp(text) is not null ? [] : ["invalid datetime"]),
    ];

    public static CelLibrary Create()
    {
        var library = new CelLibrary();
        CelType problems = CelType.Optional(CelType.List(CelType.String));
        library.Types.Add(Format);
        library.Global("format.named", "format-named", [CelType.String], CelType.Optional(Format),
            args => Find(args[0].AsString) is { } found ? CelValue.Some(CelValue.Opaque(found)) : CelValue.None);
        library.Member("validate", "format-validate", [Format, CelType.String], problems, args =>
        {
            IReadOnlyList<string> found = ((FormatValue)args[0].AsOpaque).Validate(args[1].AsString);
            return found.Count == 0 ? CelValue.None : CelValue.Some(CelValue.Strings(found));
        });
        foreach (FormatValue format in Known)
        {
            CelValue value = CelValue.Opaque(format);
            library.Global($"format.{format.Name}", $"format-{format.Name}", [], Format, _ => value);
        }
        return library;
    }

    private static FormatValue? Find(string name) => Array.Find(Known, f => f.Name == name);

    private static string WithoutDash(string text) => text.EndsWith('-') && text.Length > 1 ? text[..^1] + "a" : text;

    private static List<string> Check(string text, int length, Regex pattern, string message)
    {
        var problems = new List<string>();
        if (text.Length > length) problems.Add($"must be no more than {length} characters");
        if (!pattern.IsMatch(text)) problems.Add(message);
        return problems;
    }

    private static List<string> QualifiedName(string text)
    {
        string[] parts = text.Split('/');
        if (parts.Length > 2) return ["a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        var problems = new List<string>();
        if (parts.Length == 2)
        {
            if (parts[0].Length == 0) problems.Add("prefix part must be non-empty");
            else problems.AddRange(Check(parts[0], 253, SubdomainPattern(), Subdomain).Select(p => "prefix part " + p));
        }
        string name = parts[^1];
        if (name.Length == 0) problems.Add("name part must be non-empty");
        else if (name.Length > 63) problems.Add("name part must be no more than 63 characters");
        if (!NamePattern().IsMatch(name)) problems.Add(NamePart);
        return problems;
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex LabelPattern();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex SubdomainPattern();

    [GeneratedRegex(@"^[a-z]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label1035Pattern();

    [GeneratedRegex(@"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z")]
    private static partial Regex LabelValuePattern();

    [GeneratedRegex(@"^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{4}-?[0-9a-fA-F]{12}\z")]
    private static partial Regex UuidPattern();

    [GeneratedRegex(@"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\z")]
    private static partial Regex BytePattern();

    private sealed class FormatValue(string name, Func<string, IReadOnlyList<string>> validate) : CelOpaque
    {
        public string Name => name;

        public override CelType Type => Format;

        public IReadOnlyList<string> Validate(string text) => validate(text);

        public override bool IsEqualTo(CelOpaque other) => other is FormatValue format && format.Name == name;

        public override string ToString() => name;
    }
}
