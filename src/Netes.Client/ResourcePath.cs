using System.Text;
using Netes.Api;
using Netes.Api.MetaV1;

namespace Netes.Client;

/// <summary>Where a resource's objects stand under the API server's address.</summary>
internal static class ResourcePath
{
    public static string Of(ResourceType resource, string? ns, string? name = null, string? subresource = null)
    {
        var path = new StringBuilder(96);
        if (resource.Group.Length == 0) path.Append("/api/").Append(resource.Version);
        else path.Append("/apis/").Append(resource.Group).Append('/').Append(resource.Version);
        if (resource.Namespaced && !string.IsNullOrEmpty(ns)) path.Append("/namespaces/").Append(Uri.EscapeDataString(ns));
        else if (resource.Namespaced && name is not null)
            throw new ArgumentException($"{resource.Plural} are namespaced: a namespace is needed for \"{name}\"", nameof(ns));
        path.Append('/').Append(resource.Plural);
        if (name is not null)
        {
            if (name.Length == 0) throw new ArgumentException("an object's name may not be empty", nameof(name));
            path.Append('/').Append(Uri.EscapeDataString(name));
        }
        if (!string.IsNullOrEmpty(subresource)) path.Append('/').Append(subresource);
        return path.ToString();
    }

    public static string WithQuery(string path, ListOptions? options, bool watch)
    {
        var query = new QueryString(path);
        if (watch) query.Add("watch", "true");
        if (options is null) return query.ToString();
        query.Add("labelSelector", options.LabelSelector);
        query.Add("fieldSelector", options.FieldSelector);
        query.Add("resourceVersion", options.ResourceVersion);
        query.Add("resourceVersionMatch", options.ResourceVersionMatch);
        if (options.Limit > 0) query.Add("limit", options.Limit.ToString());
        query.Add("continue", options.Continue);
        if (options.TimeoutSeconds is { } timeout) query.Add("timeoutSeconds", timeout.ToString());
        if (options.AllowWatchBookmarks) query.Add("allowWatchBookmarks", "true");
        if (options.SendInitialEvents is { } initial) query.Add("sendInitialEvents", initial ? "true" : "false");
        return query.ToString();
    }
}

/// <summary>Appends query parameters to a path; empty values are left out.</summary>
internal ref struct QueryString(string path)
{
    private readonly StringBuilder _text = new(path);
    private bool _any;

    public void Add(string name, string? value)
    {
        if (string.IsNullOrEmpty(value)) return;
        _text.Append(_any ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        _any = true;
    }

    public override readonly string ToString() => _text.ToString();
}
