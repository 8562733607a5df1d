namespace Netes.Cel.Library;

/// <summary>Kubernetes' URL library (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-url-library).</summary>
internal static class UrlLibrary
{
    private static readonly CelType Url = CelType.Opaque("kubernetes.URL");

    public static CelLibrary Create()
    {
        var library = new CelLibrary();
        CelType s = CelType.String;
        library.Types.Add(Url);
        library.Global("url", "string_to_url", [s], Url, args => Parse(args[0].AsString, out string error) is { } url ? CelValue.Opaque(url) : CelValue.Error(error));
        library.Global("isURL", "is_url_string", [s], CelType.Bool, args => CelValue.Bool(Parse(args[0].AsString, out _) is not null));
        library.Member("getScheme", "url_get_scheme", [Url], s, args => CelValue.String(Of(args[0]).Scheme));
        library.Member("getHost", "url_get_host", [Url], s, args => CelValue.String(Of(args[0]).Host));
        library.Member("getHostname", "url_get_hostname", [Url], s, args => CelValue.String(Of(args[0]).Hostname));
        library.Member("getPort", "url_get_port", [Url], s, args => CelValue.String(Of(args[0]).Port));
        library.Member("getEscapedPath", "url_get_escaped_path", [Url], s, args => CelValue.String(Of(args[0]).Path));
        library.Member("getQuery", "url_get_query", [Url], CelType.Map(s, CelType.List(s)), args => CelValue.Map(Of(args[0]).Query()));
        return library;
    }

    private static UrlValue Of(in CelValue value) => (UrlValue)value.AsOpaque;

    /// <summary>As Go's <c>ParseRequestURI</c>: absolute, or an absolute path.</summary>
    private static UrlValue? Parse(string text, out string error)
    {
        error = $"URL parse error during conversion from string: parse \"{text}\": invalid URI for request";
        if (text.Length == 0)
        {
            error = "URL parse error during conversion from string: parse \"\": empty url";
            return null;
        }
        foreach (char c in text)
        {
            if (c >= ' ' && c != 0x7f) continue;
            error = $"URL parse error during conversion from string: parse \"{text}\": net/url: invalid control character in URL";
            return null;
        }
        string rest = text, scheme = "", host = "";
        int colon = text.AsSpan().IndexOfAny(":/?#") is var i && i > 0 && text[i] == ':' ? i : -1;
        if (colon > 0 && char.IsAsciiLetter(text[0]) && text[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.'))
        {
            scheme = text[..colon].ToLowerInvariant();
            rest = text[(colon + 1)..];
        }
        int mark = rest.IndexOf('?', StringComparison.Ordinal);
        string query = mark < 0 ? "" : rest[(mark + 1)..];
        if (mark >= 0) rest = rest[..mark];
        if (!rest.StartsWith('/')) return scheme.Length > 0 && rest.Length > 0 ? new(scheme, "", "", query) : null;
        if (scheme.Length > 0 && rest.StartsWith("//", StringComparison.Ordinal))
        {
            int slash = rest.IndexOf('/', 2);
            host = slash < 0 ? rest[2..] : rest[2..slash];
            rest = slash < 0 ? "" : rest[slash..];
            host = host[(host.LastIndexOf('@') + 1)..];
        }
        return ValidHost(host) && ValidEscapes(rest) ? new(scheme, host, rest, query) : null;
    }

    private static bool ValidEscapes(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))) return false;
        }
        return true;
    }

    private static bool ValidHost(string host)
    {
        if (host.AsSpan().ContainsAny(" \"<>\\^`{|}")) return false;
        int bracket = host.LastIndexOf(']');
        if (host.StartsWith('[') && bracket < 0) return false;
        int colon = host.IndexOf(':', Math.Max(bracket, 0));
        return colon < 0 || host[(colon + 1)..].All(char.IsAsciiDigit);
    }

    private sealed class UrlValue(string scheme, string host, string path, string query) : CelOpaque
    {
        public string Scheme => scheme;

        public string Host => host;

        public string Path => Uri.UnescapeDataString(path) == path ? Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal) : path;

        public string Hostname => (PortAt is var at && at < 0 ? host : host[..at]).TrimStart('[').TrimEnd(']');

        public string Port => PortAt is var at && at < 0 ? "" : host[(at + 1)..];

        public override CelType Type => Url;

        private int PortAt => host.IndexOf(':', Math.Max(host.LastIndexOf(']'), 0));

        public CelDictionary Query()
        {
            var values = new Dictionary<string, List<string>>(StringComparer.Ordinal);
            foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                int equals = pair.IndexOf('=', StringComparison.Ordinal);
                string key = Decode(equals < 0 ? pair : pair[..equals]);
                if (!values.TryGetValue(key, out List<string>? list)) values[key] = list = [];
                list.Add(equals < 0 ? "" : Decode(pair[(equals + 1)..]));
            }
            var map = new CelDictionary();
            foreach ((string key, List<string> list) in values) map.TryAdd(CelValue.String(key), CelValue.Strings(list));
            return map;
        }

        public override bool IsEqualTo(CelOpaque other) => other.ToString() == ToString();

        public override string ToString() => $"{(scheme.Length > 0 ? scheme + ":" : "")}{(host.Length > 0 ? "//" + host : "")}{path}{(query.Length > 0 ? "?" + query : "")}";

        private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
    }
}
