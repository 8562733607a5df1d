namespace Netes.Api.Validation;

/// <summary>How other values must look: ports, percentages, environment variables, keys, headers.</summary>
public static class ValueRules
{
    public static IReadOnlyList<string> PortNumber(long port) =>
        port is >= 1 and <= 65535 ? [] : [Messages.InclusiveRange(1, 65535)];

    /// <summary>An IANA service name: what a container port may be called.</summary>
    public static IReadOnlyList<string> PortName(string value)
    {
        var errors = new List<string>();
        if (value.Length > 15) errors.Add(Messages.MaxCharacters(15));
        if (value.Length == 0 || !value.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
            errors.Add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        if (!value.Any(char.IsAsciiLetterLower)) errors.Add("must contain at least one letter (a-z)");
        if (value.Contains("--", StringComparison.Ordinal)) errors.Add("must not contain consecutive hyphens");
        if (value.StartsWith('-') || value.EndsWith('-')) errors.Add("must not begin or end with a hyphen");
        return errors;
    }

    /// <summary>A whole number of percent: <c>25%</c>.</summary>
    public static IReadOnlyList<string> Percent(string value)
    {
        var well = value.Length > 1 && value[^1] == '%' && value.AsSpan(0, value.Length - 1).IndexOfAnyExceptInRange('0', '9') < 0;
        return well ? [] : [Messages.Pattern("a valid percent string must be a numeric string followed by an ending '%'",
            "[0-9]+%", "1%", "93%")];
    }

    /// <summary>A C identifier: letters, digits and underscores, no digit first.</summary>
    public static IReadOnlyList<string> CIdentifier(string value)
    {
        var well = value.Length > 0 && !char.IsAsciiDigit(value[0]) && value.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        return well ? [] : [Messages.Pattern("a valid C identifier must start with alphabetic character or '_', followed by a string " +
            "of alphanumeric characters or '_'", "[A-Za-z_][A-Za-z0-9_]*", "my_name", "MY_NAME", "MyName")];
    }

    /// <summary>An environment variable's name: any printable ASCII but '=' (KEP-4369).</summary>
    public static IReadOnlyList<string> EnvVarName(string value)
    {
        var well = value.Length > 0 && value.All(c => c is >= ' ' and <= '~' and not '=');
        return well ? [] : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
    }

    /// <summary>A key of a ConfigMap or Secret, which may become a file name.</summary>
    public static IReadOnlyList<string> ConfigMapKey(string value)
    {
        var errors = new List<string>();
        if (value.Length > NameRules.DnsSubdomainMaxLength) errors.Add(Messages.MaxCharacters(NameRules.DnsSubdomainMaxLength));
        if (value.Length == 0 || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'))
        {
            errors.Add(Messages.Pattern("a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
                "[-._a-zA-Z0-9]+", "key.name", "KEY_NAME", "key-name"));
        }
        if (value == ".") errors.Add("must not be '.'");
        else if (value == "..") errors.Add("must not be '..'");
        else if (value.StartsWith("..", StringComparison.Ordinal)) errors.Add("must not start with '..'");
        return errors;
    }

    public static IReadOnlyList<string> HttpHeaderName(string value)
    {
        var well = value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
        return well ? [] : [Messages.Pattern("a valid HTTP header must consist of alphanumeric characters or '-'",
            "[-A-Za-z0-9]+", "X-Header-Name")];
    }

    /// <summary>A path that stays below its directory.</summary>
    public static bool HasDotDotStep(string path) => path.Split('/').Contains("..");
}
