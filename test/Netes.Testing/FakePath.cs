using Netes.Api;

namespace Netes.Testing;

/// <summary>A request's path, taken apart.</summary>
internal sealed record FakePath(ResourceType Resource, string Namespace, string? Name, string? Subresource)
{
    public static FakePath? Parse(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        int at;
        string group, version;
        if (parts is ["api", var core, ..]) (group, version, at) = ("", core, 2);
        else if (parts is ["apis", var g, var v, ..]) (group, version, at) = (g, v, 3);
        else return null;
        string ns = "";
        // "namespaces/x" alone, or with status or finalize, is the Namespace itself.
        if (parts.Length > at + 2 && parts[at] == "namespaces" && parts[at + 2] is not ("status" or "finalize"))
        {
            ns = Uri.UnescapeDataString(parts[at + 1]);
            at += 2;
        }
        if (parts.Length <= at || Scheme.Default.FindResource(group, version, parts[at]) is not { } resource) return null;
        return new FakePath(resource, ns, parts.Length > at + 1 ? Uri.UnescapeDataString(parts[at + 1]) : null,
            parts.Length > at + 2 ? parts[at + 2] : null);
    }
}
