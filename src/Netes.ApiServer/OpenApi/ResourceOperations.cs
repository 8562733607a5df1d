using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Api.Schemas;

namespace Netes.ApiServer.OpenApi;

/// <summary>The operations that a resource's verbs allow.</summary>
internal sealed class ResourceOperations(Scheme scheme)
{
    private static readonly string StatusName = Status.Schema.Name;
    private static readonly string EventName = WatchEvent.Schema.Name;

    /// <summary>The operations on a resource and its subresources.</summary>
    public IEnumerable<ApiOperation> Of(ResourceType resource)
    {
        var names = new Names(resource);
        string all = $"{names.Root}/{resource.Plural}";
        string collection = resource.Namespaced ? $"{names.Root}/namespaces/{{namespace}}/{resource.Plural}" : all;
        string item = collection + "/{name}";
        string kind = DefinitionOf(resource.KindInfo);
        string list = resource.ListKindInfo is { } info ? DefinitionOf(info) : "";
        ApiOperation On(string path, string method, string id, string action, string summary) =>
            new(path, method, id, names.Tag, summary) { Action = action, Kind = resource.Gvk };

        if (resource.HasVerb("list"))
        {
            yield return On(collection, "get", names.Id("list"), "list", $"Lists or watches objects of kind {resource.Kind}.")
                with { Answers = list, Query = QueryParameter.List, Streams = true };
            if (resource.Namespaced)
                yield return On(all, "get", names.IdForAll("list", ""), "list", $"Lists or watches objects of kind {resource.Kind} in all namespaces.")
                    with { Answers = list, Query = QueryParameter.List, Streams = true };
        }
        if (resource.HasVerb("create"))
            yield return On(collection, "post", names.Id("create"), "post", $"Creates a {resource.Kind}.")
                with { Body = RequestBody.Object, Sends = kind, Answers = kind, Query = QueryParameter.Write, Success = [200, 201, 202] };
        if (resource.HasVerb("deletecollection"))
            yield return On(collection, "delete", names.Id("delete", "Collection"), "deletecollection", $"Deletes objects of kind {resource.Kind}.")
                with { Body = RequestBody.DeleteOptions, Answers = StatusName, Query = [.. QueryParameter.List, .. QueryParameter.Delete] };
        if (resource.HasVerb("get"))
            yield return On(item, "get", names.Id("read"), "get", $"Reads one {resource.Kind}.") with { Answers = kind };
        if (resource.HasVerb("update"))
            yield return On(item, "put", names.Id("replace"), "put", $"Replaces one {resource.Kind}.")
                with { Body = RequestBody.Object, Sends = kind, Answers = kind, Query = QueryParameter.Write, Success = [200, 201] };
        if (resource.HasVerb("patch"))
            yield return On(item, "patch", names.Id("patch"), "patch", $"Changes parts of one {resource.Kind}.")
                with { Body = RequestBody.Patch, Answers = kind, Query = QueryParameter.Patch, Success = [200, 201] };
        if (resource.HasVerb("delete"))
            yield return On(item, "delete", names.Id("delete"), "delete", $"Deletes one {resource.Kind}.")
                with { Body = RequestBody.DeleteOptions, Answers = StatusName, Query = QueryParameter.Delete, Success = [200, 202] };
        if (resource.HasVerb("watch"))
        {
            string watched = collection.Replace(names.Root, names.Root + "/watch", StringComparison.Ordinal);
            if (resource.Namespaced)
                yield return On($"{names.Root}/watch/{resource.Plural}", "get", names.IdForAll("watch", "List"), "watchlist",
                    $"Watches objects of kind {resource.Kind} in all namespaces.") with { Answers = EventName, Query = QueryParameter.List, Streams = true };
            yield return On(watched, "get", names.Id("watch") + "List", "watchlist", $"Watches objects of kind {resource.Kind}.")
                with { Answers = EventName, Query = QueryParameter.List, Streams = true };
            yield return On(watched + "/{name}", "get", names.Id("watch"), "watch", $"Watches one {resource.Kind}.")
                with { Answers = EventName, Query = QueryParameter.List, Streams = true };
        }
        foreach (ApiOperation operation in resource.Subresources.SelectMany(s => OfSubresource(resource, s, names, item))) yield return operation;
    }

    private IEnumerable<ApiOperation> OfSubresource(ResourceType resource, SubresourceType subresource, Names names, string item)
    {
        Gvk kind = subresource.KindVersion.Length > 0
            ? new Gvk(subresource.KindGroup, subresource.KindVersion, subresource.Kind)
            : new Gvk(resource.Group, resource.Version, subresource.Kind);
        string path = $"{item}/{subresource.Name}";
        string suffix = Names.Title(subresource.Name);
        ApiOperation On(string to, string method, string id, string action) => new(to, method, id, names.Tag, $"{Names.Title(action)}s {subresource.Name} of one {resource.Kind}.")
        { Action = action, Kind = kind };

        KindInfo? info = scheme.FindKind(kind);
        if (info is not null && subresource.Kind.EndsWith("Options", StringComparison.Ordinal))
        {
            // The kind describes the query, what is sent and answered is a stream.
            QueryParameter[] query = [.. info.Schema.Fields.Where(f => f.Name is not ("kind" or "apiVersion")).Select(f => new QueryParameter(f.Name, TypeOf(f.Schema)))];
            string[] methods = [.. subresource.Verbs.SelectMany(Methods)];
            // An update may come as any method that HTTP knows, when all are passed on.
            if (subresource.Name == "proxy") methods = ["delete", "get", "head", "options", "patch", "post", "put"];
            foreach (string method in methods)
                yield return On(path, method, names.Id("connect", "", Names.Title(method)) + suffix, "connect") with { Query = query };
            if (subresource.Name != "proxy") yield break;
            foreach (string method in methods)
                yield return On(path + "/{path}", method, names.Id("connect", "", Names.Title(method)) + "ProxyWithPath", "connect") with { Query = query };
            yield break;
        }
        string definition = info is null ? "" : DefinitionOf(info);
        foreach (string verb in subresource.Verbs)
        {
            switch (verb)
            {
                case "get":
                    yield return On(path, "get", names.Id("read") + suffix, "get") with { Answers = subresource.Name == "log" ? "" : definition };
                    break;
                case "create":
                    yield return On(path, "post", names.Id("create") + suffix, "post")
                        with { Body = RequestBody.Object, Sends = definition, Answers = definition, Query = QueryParameter.Write, Success = [200, 201, 202] };
                    break;
                case "update":
                    yield return On(path, "put", names.Id("replace") + suffix, "put")
                        with { Body = RequestBody.Object, Sends = definition, Answers = definition, Query = QueryParameter.Write, Success = [200, 201] };
                    break;
                case "patch":
                    yield return On(path, "patch", names.Id("patch") + suffix, "patch")
                        with { Body = RequestBody.Patch, Answers = definition, Query = QueryParameter.Patch, Success = [200, 201] };
                    break;
            }
        }
    }

    private static string[] Methods(string verb) => verb switch
    {
        "get" => ["get"],
        "create" => ["post"],
        "update" => ["put"],
        "patch" => ["patch"],
        "delete" => ["delete"],
        _ => [],
    };

    private static string DefinitionOf(KindInfo kind) => Definitions.NameOf(kind.Schema)!;

    private static string TypeOf(Schema schema) => schema.Kind switch
    {
        SchemaKind.Boolean => "boolean",
        SchemaKind.Int32 or SchemaKind.Int64 => "integer",
        _ => "string",
    };

    /// <summary>How upstream names operations: <c>readAppsV1NamespacedDeployment</c>.</summary>
    private sealed class Names(ResourceType resource)
    {
        public string Root { get; } = resource.Group.Length == 0 ? $"/api/{resource.Version}" : $"/apis/{resource.Group}/{resource.Version}";

        public string Tag { get; } = GroupTag(resource.Group) + "_" + resource.Version;

        private string GroupVersion { get; } = Title(GroupTag(resource.Group)) + Title(resource.Version);

        private string Scope { get; } = resource.Namespaced ? "Namespaced" : "";

        public string Id(string verb, string before = "", string method = "") => $"{verb}{GroupVersion}{method}{before}{Scope}{resource.Kind}";

        public string IdForAll(string verb, string after) => $"{verb}{GroupVersion}{resource.Kind}{after}ForAllNamespaces";

        public static string Title(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];
    }

    /// <summary><c>rbac.authorization.k8s.io</c> → <c>rbacAuthorization</c>; the core group is <c>core</c>.</summary>
    internal static string GroupTag(string group)
    {
        if (group.Length == 0) return "core";
        string[] parts = group.EndsWith(".k8s.io", StringComparison.Ordinal) ? group[..^".k8s.io".Length].Split('.') : group.Split('.');
        return parts[0] + string.Concat(parts.Skip(1).Select(p => char.ToUpperInvariant(p[0]) + p[1..]));
    }
}
