using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Netes.Api;
using Netes.Api.Validation;

namespace Netes.ApiServer.Extensions.Schemas;

/// <summary>The string formats that custom resource schemas may ask for; any other format is taken and not checked.</summary>
internal static partial class ValueFormats
{
    private static readonly Dictionary<string, Func<string, bool>> Known = new(StringComparer.Ordinal)
    {
        ["bsonobjectid"] = static v => v.Length == 24 && v.All(char.IsAsciiHexDigit),
        ["uri"] = IsUri,
        ["email"] = static v => Email().IsMatch(v),
        ["hostname"] = IsHostName,
        ["ipv4"] = static v => IPAddress.TryParse(v, out IPAddress? ip) && ip.AddressFamily == AddressFamily.InterNetwork && Dotted().IsMatch(v),
        ["ipv6"] = static v => IPAddress.TryParse(v, out IPAddress? ip) && ip.AddressFamily == AddressFamily.InterNetworkV6 && v.Contains(':') && !v.Contains('%') && !v.Contains('['),
        ["cidr"] = IsCidr,
        ["mac"] = static v => Mac().IsMatch(v),
        ["uuid"] = static v => Uuid().IsMatch(v),
        ["uuid3"] = static v => Uuid().IsMatch(v) && VersionOf(v) == '3',
        ["uuid4"] = static v => Uuid().IsMatch(v) && VersionOf(v) == '4' && VariantOf(v),
        ["uuid5"] = static v => Uuid().IsMatch(v) && VersionOf(v) == '5' && VariantOf(v),
        ["isbn"] = static v => IsIsbn10(v) || IsIsbn13(v),
        ["isbn10"] = IsIsbn10,
        ["isbn13"] = IsIsbn13,
        ["creditcard"] = IsCreditCard,
        ["ssn"] = static v => Ssn().IsMatch(v),
        ["hexcolor"] = static v => HexColor().IsMatch(v),
        ["rgbcolor"] = static v => RgbColor().IsMatch(v),
        ["byte"] = static v => v.Length > 0 && Base64().IsMatch(v),
        ["password"] = static _ => true,
        ["date"] = static v => DateTime.TryParseExact(v, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        ["duration"] = IsDuration,
        ["date-time"] = IsDateTime,
        ["datetime"] = IsDateTime,
        ["k8s-short-name"] = static v => NameRules.DnsLabel(v).Count == 0,
        ["k8s-long-name"] = static v => NameRules.DnsSubdomain(v).Count == 0,
    };

    public static bool IsKnown(string format) => Known.ContainsKey(format);

    /// <summary>Whether a text has the format; formats that are not known fit always.</summary>
    public static bool Fits(string format, string value) => !Known.TryGetValue(format, out Func<string, bool>? check) || check(value);

    private static bool IsUri(string value)
    {
        // Go's ParseRequestURI: an absolute URI or an absolute path.
        if (value.Length == 0 || value.Any(char.IsControl)) return false;
        if (value[0] == '/') return true;
        int colon = value.IndexOf(':');
        return colon > 0 && char.IsAsciiLetter(value[0]) && value.AsSpan(0, colon).IndexOfAnyExcept(SchemeCharacters) < 0
            && (colon + 1 == value.Length || !value.Contains(' '));
    }

    private static bool IsHostName(string value) => value.Length is > 0 and <= 255 && HostName().IsMatch(value) && value.Split('.').All(static l => l.Length <= 63);

    private static bool IsCidr(string value)
    {
        int slash = value.IndexOf('/');
        return slash > 0 && IPAddress.TryParse(value[..slash], out IPAddress? ip) && (ip.AddressFamily == AddressFamily.InterNetworkV6 || Dotted().IsMatch(value[..slash]))
            && int.TryParse(value.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int bits)
            && bits <= (ip.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }

    private static bool IsDuration(string value)
    {
        if (Words().IsMatch(value)) return true;
        try
        {
            GoDuration.Parse(value);
            return true;
        }
        catch (Exception e) when (e is Netes.Api.Json.ApiDecodeException or FormatException)
        {
            return false;
        }
    }

    private static bool IsDateTime(string value) => value.Length > 10 && Timestamp().IsMatch(value)
        && DateTimeOffset.TryParse(value.Replace('t', 'T').Replace('z', 'Z'), CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static char VersionOf(string uuid) => uuid.Replace("-", "", StringComparison.Ordinal)[12];

    private static bool VariantOf(string uuid) => uuid.Replace("-", "", StringComparison.Ordinal)[16] is '8' or '9' or 'a' or 'b' or 'A' or 'B';

    private static string Digits(string value) => value.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);

    private static bool IsIsbn10(string value)
    {
        string digits = Digits(value);
        if (digits.Length != 10 || !digits.AsSpan(0, 9).ContainsOnlyDigits() || digits[9] is not ('X' or (>= '0' and <= '9'))) return false;
        int sum = 0;
        for (int i = 0; i < 10; i++) sum += (10 - i) * (digits[i] == 'X' ? 10 : digits[i] - '0');
        return sum % 11 == 0;
    }

    private static bool IsIsbn13(string value)
    {
        string digits = Digits(value);
        if (digits.Length != 13 || !digits.AsSpan().ContainsOnlyDigits()) return false;
        int sum = 0;
        for (int i = 0; i < 13; i++) sum += (i % 2 == 0 ? 1 : 3) * (digits[i] - '0');
        return sum % 10 == 0;
    }

    private static bool IsCreditCard(string value)
    {
        string digits = Digits(value);
        if (!CreditCard().IsMatch(digits)) return false;
        int sum = 0;
        for (int i = 0; i < digits.Length; i++)
        {
            int digit = digits[^(i + 1)] - '0';
            if (i % 2 == 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }
        return sum % 10 == 0;
    }

    private static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;

    private static readonly System.Buffers.SearchValues<char> SchemeCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    [GeneratedRegex(@"^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}\z")]
    private static partial Regex Dotted();

    [GeneratedRegex(@"^[^\s@<>,;""()]+@[^\s@<>,;""()]+\z|^[^<>@]*<[^\s@<>]+@[^\s@<>]+>\z")]
    private static partial Regex Email();

    [GeneratedRegex(@"^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})\z")]
    private static partial Regex HostName();

    [GeneratedRegex(@"^([0-9A-Fa-f]{2}([:-])([0-9A-Fa-f]{2}\2){4}[0-9A-Fa-f]{2}|([0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}|[0-9A-Fa-f]{2}([:-])([0-9A-Fa-f]{2}\5){6}[0-9A-Fa-f]{2})\z")]
    private static partial Regex Mac();

    [GeneratedRegex(@"^[0-9A-Fa-f]{8}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{4}-?[0-9A-Fa-f]{12}\z")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"^\d{3}[- ]?\d{2}[- ]?\d{4}\z")]
    private static partial Regex Ssn();

    [GeneratedRegex(@"^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\z")]
    private static partial Regex HexColor();

    [GeneratedRegex(@"^rgb\(\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*\)\z")]
    private static partial Regex RgbColor();

    [GeneratedRegex(@"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})\z")]
    private static partial Regex Base64();

    [GeneratedRegex(@"^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})\z")]
    private static partial Regex CreditCard();

    [GeneratedRegex(@"^\d+\s*(ns|nano|us|µs|micro|ms|milli|s|sec|second|seconds|m|min|minute|minutes|h|hr|hour|hours|d|day|days|w|wk|week|weeks)\z")]
    private static partial Regex Words();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:?\d{2})\z")]
    private static partial Regex Timestamp();
}
