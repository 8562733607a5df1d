using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Netes.Kubelet.Images;

/// <summary>
/// A container image's name: <c>registry/repository[:tag][@digest]</c>, with docker's short forms made whole
/// (<c>nginx</c> is <c>docker.io/library/nginx:latest</c>).
/// See https://kubernetes.io/docs/concepts/containers/images/#image-names.
/// </summary>
public sealed partial record ImageReference(string Registry, string Repository, string Tag, string Digest)
{
    private const string DefaultRegistry = "docker.io";
    private const int MaxNameLength = 255;

    /// <exception cref="FormatException">The text is no image name; the message says why.</exception>
    public static ImageReference Parse(string text) =>
        TryParse(text, out var reference, out var error) ? reference : throw new FormatException(error);

    /// <param name="error">Upstream's words for what is wrong, else null.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out ImageReference? reference, [NotNullWhen(false)] out string? error)
    {
        reference = null;
        var rest = text;
        var digest = "";
        if (rest.IndexOf('@', StringComparison.Ordinal) is var at and >= 0)
        {
            digest = rest[(at + 1)..];
            rest = rest[..at];
            if (!DigestPattern().IsMatch(digest)) return Fail("invalid reference format", out error);
        }

        var tag = "";
        var lastSlash = rest.LastIndexOf('/');
        if (rest.IndexOf(':', lastSlash + 1) is var colon and >= 0)
        {
            tag = rest[(colon + 1)..];
            rest = rest[..colon];
            if (!TagPattern().IsMatch(tag)) return Fail("invalid reference format", out error);
        }

        var registry = DefaultRegistry;
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && IsRegistry(rest[..slash]))
        {
            registry = rest[..slash];
            rest = rest[(slash + 1)..];
            if (!RegistryPattern().IsMatch(registry)) return Fail("invalid reference format", out error);
            if (registry == "index.docker.io") registry = DefaultRegistry;
        }

        if (!RepositoryPattern().IsMatch(rest))
        {
            return Fail(
                RepositoryPattern().IsMatch(rest.ToLowerInvariant())
                    ? $"invalid reference format: repository name ({rest}) must be lowercase"
                    : "invalid reference format",
                out error);
        }

        if (registry == DefaultRegistry && !rest.Contains('/', StringComparison.Ordinal)) rest = "library/" + rest;
        if (registry.Length + 1 + rest.Length > MaxNameLength)
            return Fail("repository name must not be more than 255 characters", out error);
        if (tag.Length == 0 && digest.Length == 0) tag = "latest";
        reference = new ImageReference(registry, rest, tag, digest);
        error = null;
        return true;
    }

    public override string ToString() =>
        $"{Registry}/{Repository}{(Tag.Length > 0 ? ":" + Tag : "")}{(Digest.Length > 0 ? "@" + Digest : "")}";

    private static bool IsRegistry(string first) =>
        first == "localhost" || first.AsSpan().IndexOfAny('.', ':') >= 0 || first != first.ToLowerInvariant();

    private static bool Fail(string message, out string error)
    {
        error = message;
        return false;
    }

    [GeneratedRegex(@"^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$")]
    private static partial Regex RepositoryPattern();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$")]
    private static partial Regex TagPattern();

    [GeneratedRegex(@"^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$")]
    private static partial Regex DigestPattern();

    [GeneratedRegex(@"^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$")]
    private static partial Regex RegistryPattern();
}
