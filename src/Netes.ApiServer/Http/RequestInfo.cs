using Microsoft.AspNetCore.Http;

namespace Netes.ApiServer.Http;

/// <summary>
/// What a request asks for: a verb on a resource, or a verb on a plain path. The words are those that authorisation rules
/// use (https://kubernetes.io/docs/reference/access-authn-authz/authorization/#determine-the-request-verb).
/// </summary>
internal sealed record RequestInfo
{
    public required string Path { get; init; }

    /// <summary>get, list, watch, create, update, patch, delete, deletecollection; for plain paths the lower-case method;
    /// "" for methods that mean nothing to a resource.</summary>
    public required string Verb { get; init; }

    public bool IsResource { get; init; }
    public string Group { get; init; } = "";
    public string Version { get; init; } = "";
    public string Resource { get; init; } = "";
    public string Subresource { get; init; } = "";
    public string Namespace { get; init; } = "";
    public string Name { get; init; } = "";

    /// <summary>Whether the name was taken from a field selector (metadata.name=x) of a list, and not from the path.</summary>
    public bool NameFromSelector { get; init; }

    /// <summary>The field selector of a list, watch or deletecollection, as it was sent.</summary>
    public string FieldSelector { get; init; } = "";

    /// <summary>The label selector of a list, watch or deletecollection, as it was sent.</summary>
    public string LabelSelector { get; init; } = "";

    /// <summary>Whether the deprecated /watch/ prefix was used.</summary>
    public bool WatchPrefix { get; init; }

    /// <summary>Path segments behind the subresource, for proxies: "a/b" of pods/x/proxy/a/b; null when there are none.</summary>
    public string? Rest { get; init; }

    public string GroupVersion => Group.Length == 0 ? Version : Group + "/" + Version;

    /// <summary>"pods" or "pods/status".</summary>
    public string ResourceAndSubresource => Subresource.Length == 0 ? Resource : Resource + "/" + Subresource;

    public static RequestInfo Parse(string method, string path, IQueryCollection query)
    {
        string[] parts = path.Trim('/').Split('/');
        bool groupless = parts[0] == "api";
        if (parts.Length < (groupless ? 3 : 4) || (!groupless && parts[0] != "apis"))
            return new RequestInfo { Path = path, Verb = LowerMethod(method) };

        string group = groupless ? "" : parts[1];
        int at = groupless ? 1 : 2;
        string version = parts[at++];
        string verb = ResourceVerb(method);
        bool watchPrefix = false;
        if (parts[at] == "watch" && parts.Length > at + 1 && verb == "get")
        {
            verb = "watch";
            watchPrefix = true;
            at++;
        }

        string ns = "";
        if (parts[at] == "namespaces" && parts.Length > at + 1)
        {
            ns = parts[at + 1];
            if (parts.Length > at + 2 && parts[at + 2] is not ("status" or "finalize")) at += 2;
        }

        ReadOnlySpan<string> rest = parts.AsSpan(at);
        string name = rest.Length > 1 ? rest[1] : "";
        string subresource = rest.Length > 2 ? rest[2] : "";
        bool fromSelector = false;
        if (name.Length == 0)
        {
            if (verb is "get" && method == "GET") verb = WantsWatch(query) ? "watch" : "list";
            else if (verb is "delete") verb = "deletecollection";
            if (verb is "list" or "watch" or "deletecollection" && NameInSelector(query) is { } selected)
            {
                name = selected;
                fromSelector = true;
            }
        }

        return new RequestInfo
        {
            Path = path,
            Verb = verb,
            IsResource = true,
            Group = group,
            Version = version,
            Resource = rest[0],
            Subresource = subresource,
            Namespace = ns,
            Name = name,
            NameFromSelector = fromSelector,
            FieldSelector = verb is "list" or "watch" or "deletecollection" ? Selector(query, "fieldSelector") : "",
            LabelSelector = verb is "list" or "watch" or "deletecollection" ? Selector(query, "labelSelector") : "",
            WatchPrefix = watchPrefix,
            Rest = rest.Length > 3 ? RawRest(path, rest) : null,
        };
    }

    private static string Selector(IQueryCollection query, string name) => query.TryGetValue(name, out var values) ? values[0] ?? "" : "";

    private static string RawRest(string path, ReadOnlySpan<string> rest)
    {
        int length = 0;
        foreach (string part in rest[3..]) length += part.Length + 1;
        string trimmed = path.TrimEnd('/');
        string tail = trimmed[(trimmed.Length - length + 1)..];
        return path.EndsWith('/') ? tail + "/" : tail;
    }

    private static string ResourceVerb(string method) => method switch
    {
        "GET" or "HEAD" => "get",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => "delete",
        _ => "",
    };

    private static string LowerMethod(string method) => method switch
    {
        "GET" => "get",
        "POST" => "post",
        "HEAD" => "head",
        _ => method.ToLowerInvariant(),
    };

    private static bool WantsWatch(IQueryCollection query) =>
        query.TryGetValue("watch", out var values) && QueryValues.IsTrue(values[0]);

    private static string? NameInSelector(IQueryCollection query)
    {
        if (!query.TryGetValue("fieldSelector", out var values) || values[0] is not { Length: > 0 } selector) return null;
        foreach (string term in selector.Split(','))
        {
            string? value = term.StartsWith("metadata.name==", StringComparison.Ordinal) ? term["metadata.name==".Length..]
                : term.StartsWith("metadata.name=", StringComparison.Ordinal) ? term["metadata.name=".Length..] : null;
            if (value is { Length: > 0 } && value is not ("." or "..") && value.AsSpan().IndexOfAny('/', '%') < 0) return value;
        }
        return null;
    }
}
