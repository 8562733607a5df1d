using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.AdmissionRegistration;

/// <summary>The parts of a URL that rules look at, cut as RFC 3986 says and without normalising any.</summary>
internal sealed record WebhookUrl(string Scheme, string? User, string Host, string Query, string Fragment)
{
    /// <summary>Null and the API server's words for text that is no URL at all.</summary>
    public static WebhookUrl? Parse(string url, out string mistake)
    {
        mistake = Mistake(url);
        if (mistake.Length > 0)
        {
            mistake = $"parse {GoValue.Quote(url)}: {mistake}";
            return null;
        }
        var rest = url.AsSpan();
        var fragment = CutAfter(ref rest, '#');
        var query = CutAfter(ref rest, '?');
        var scheme = "";
        var colon = rest.IndexOf(':');
        if (colon > 0 && rest[..colon].IndexOf('/') < 0)
        {
            scheme = rest[..colon].ToString().ToLowerInvariant();
            rest = rest[(colon + 1)..];
        }
        if (!rest.StartsWith("//")) return new(scheme, null, "", query, fragment);
        rest = rest[2..];
        var slash = rest.IndexOf('/');
        var authority = slash < 0 ? rest : rest[..slash];
        var at = authority.LastIndexOf('@');
        return new(scheme, at < 0 ? null : authority[..at].ToString(), authority[(at + 1)..].ToString(), query, fragment);
    }

    private static string Mistake(string url)
    {
        if (url.Any(char.IsControl)) return "net/url: invalid control character in URL";
        if (url.StartsWith(':')) return "missing protocol scheme";
        for (var i = url.IndexOf('%'); i >= 0; i = url.IndexOf('%', i + 1))
        {
            var escape = url.AsSpan(i, Math.Min(3, url.Length - i));
            if (escape.Length < 3 || !char.IsAsciiHexDigit(escape[1]) || !char.IsAsciiHexDigit(escape[2]))
                return $"invalid URL escape {GoValue.Quote(escape.ToString())}";
        }
        return "";
    }

    private static string CutAfter(ref ReadOnlySpan<char> text, char mark)
    {
        var at = text.IndexOf(mark);
        if (at < 0) return "";
        var after = text[(at + 1)..].ToString();
        text = text[..at];
        return after;
    }
}
