namespace Netes.ApiServer.Strategies.Core;

/// <summary>What the defaults read from an image's name.</summary>
internal static class ImageName
{
    /// <summary>Images that may change under their name are pulled every time: the tag latest, or no tag and no digest.</summary>
    public static string PullPolicy(string image) => IsLatest(image) ? "Always" : "IfNotPresent";

    private static bool IsLatest(string image)
    {
        if (image.Length == 0 || image.AsSpan().ContainsAny(' ', '\t', '\n')) return false;
        if (image.Contains('@')) return false;
        var name = image.AsSpan(image.LastIndexOf('/') + 1);
        var colon = name.LastIndexOf(':');
        if (colon >= 0) return name[(colon + 1)..] is "latest";
        // Names with capitals are no image names, and a default is not for them.
        foreach (var c in image.AsSpan(RegistryLength(image)))
        {
            if (char.IsAsciiLetterUpper(c)) return false;
        }
        return true;
    }

    private static int RegistryLength(string image)
    {
        var slash = image.IndexOf('/');
        return slash > 0 && image.AsSpan(0, slash).IndexOfAny('.', ':') >= 0 ? slash : 0;
    }
}
