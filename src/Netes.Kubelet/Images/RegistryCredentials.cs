using System.Text;
using System.Text.Json;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Images;

/// <summary>
/// The credentials in a Pod's pull secrets that fit an image. Pure.
/// https://kubernetes.io/docs/concepts/containers/images/#config-json
/// </summary>
internal static class RegistryCredentials
{
    /// <returns>The longest matching entries first. A secret that isn't well-formed has none.</returns>
    public static IReadOnlyList<AuthConfig> For(string image, IEnumerable<Secret> secrets)
    {
        if (!ImageReference.TryParse(image, out var reference, out _)) return [];
        var found = new List<(int Length, AuthConfig Auth)>();
        foreach (var secret in secrets)
        {
            foreach (var (pattern, auth) in Entries(secret))
                if (Matches(pattern, reference, out var length)) found.Add((length, auth));
        }

        return [.. found.OrderByDescending(f => f.Length).Select(f => f.Auth)];
    }

    private static IEnumerable<(string Pattern, AuthConfig Auth)> Entries(Secret secret)
    {
        byte[]? bytes = null;
        var isWhole = secret.Type == "kubernetes.io/dockerconfigjson" && (secret.Data?.TryGetValue(".dockerconfigjson", out bytes) ?? false);
        if (!isWhole && !(secret.Type == "kubernetes.io/dockercfg" && (secret.Data?.TryGetValue(".dockercfg", out bytes) ?? false)))
            return [];
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var auths = isWhole ? json.RootElement.GetProperty("auths") : json.RootElement;
            return [.. auths.EnumerateObject().Select(entry => (entry.Name, Read(entry.Value)))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return [];
        }
    }

    private static AuthConfig Read(JsonElement entry)
    {
        string Text(string name) => entry.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
        var auth = new AuthConfig { Username = Text("username"), Password = Text("password"), IdentityToken = Text("identitytoken") };
        if (auth.Username.Length == 0 && Text("auth") is { Length: > 0 } both)
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(both)).Split(':', 2);
            if (pair.Length == 2) (auth.Username, auth.Password) = (pair[0], pair[1].TrimEnd('\0'));
        }

        return auth;
    }

    /// <summary>Host by label with * in it, port exactly, path as a prefix.</summary>
    internal static bool Matches(string pattern, ImageReference image, out int length)
    {
        length = pattern.Length;
        var text = pattern;
        foreach (var scheme in new[] { "https://", "http://" })
            if (text.StartsWith(scheme, StringComparison.Ordinal)) text = text[scheme.Length..];
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? text : text[..slash];
        var path = slash < 0 ? "" : text[(slash + 1)..].Trim('/');
        if (host is "index.docker.io" or "registry-1.docker.io") host = "docker.io";
        if (path is "v1" or "v2") path = ""; // docker's own old spelling of its registry
        var (wantedHost, wantedPort) = Split(host);
        var (givenHost, givenPort) = Split(image.Registry);
        var wanted = wantedHost.Split('.');
        var given = givenHost.Split('.');
        return wantedPort == givenPort
            && wanted.Length == given.Length
            && wanted.Zip(given).All(p => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(p.First, p.Second, ignoreCase: false))
            && (path.Length == 0 || image.Repository.StartsWith(path, StringComparison.Ordinal));
    }

    private static (string Host, string Port) Split(string host)
    {
        var colon = host.LastIndexOf(':');
        return colon < 0 ? (host, "") : (host[..colon], host[(colon + 1)..]);
    }
}
