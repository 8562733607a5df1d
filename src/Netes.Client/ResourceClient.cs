using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Netes.Api;
using Netes.Api.MetaV1;

namespace Netes.Client;

/// <summary>
/// The verbs of one resource. Cluster-scoped resources take an empty namespace.
/// Every failure that the server reports is a <see cref="KubeApiException"/>.
/// </summary>
public sealed class ResourceClient<T> where T : class, IApiObject<T>
{
    private const string Json = "application/json";
    private const string MetadataOnly = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    private const string MetadataListOnly = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

    private static readonly bool IsMetadata = typeof(T) == typeof(PartialObjectMetadata);

    private readonly KubeClient _client;

    internal ResourceClient(KubeClient client, ResourceType resource)
    {
        _client = client;
        Resource = resource;
    }

    public ResourceType Resource { get; }

    /// <summary>The name under which written fields are owned; by default the server takes it from the user agent.</summary>
    public string? FieldManager { get; init; }

    private static string Accept => IsMetadata ? MetadataOnly : Json;

    public Task<T> GetAsync(string? ns, string name, CancellationToken cancellation) => GetAsync(ns, name, null, cancellation);

    public Task<T> GetAsync(string? ns, string name, string? subresource, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Get, ResourcePath.Of(Resource, ns, name, subresource), null, Json, cancellation);

    /// <summary>The object, or null when there is none by that name.</summary>
    public async Task<T?> FindAsync(string? ns, string name, CancellationToken cancellation)
    {
        try
        {
            return await GetAsync(ns, name, cancellation);
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>One page of a list; a null or empty namespace lists all of them.</summary>
    public Task<ListPage<T>> ListAsync(string? ns, ListOptions? options, CancellationToken cancellation) =>
        _client.SendAsync(HttpMethod.Get, ResourcePath.WithQuery(ResourcePath.Of(Resource, ns), options, watch: false), null, Json,
            IsMetadata ? MetadataListOnly : Json, static body => ListDecoder.Decode<T>(body), cancellation);

    /// <summary>Creates the object in the namespace that its metadata names.</summary>
    public Task<T> CreateAsync(T obj, CancellationToken cancellation) => CreateAsync(obj.Metadata.Namespace, obj, null, null, cancellation);

    /// <summary>Posts to a subresource of an existing object, as Pod "binding" and "eviction" and ServiceAccount "token" take it.</summary>
    public Task<T> CreateAsync(string? ns, T obj, string? name, string? subresource, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Post, Managed(ResourcePath.Of(Resource, ns, name, subresource)), ObjectCodec.Encode(obj), Json, cancellation);

    /// <summary>Posts another kind to a subresource of an object here: a Binding to a Pod, a TokenRequest to a ServiceAccount.</summary>
    public async Task PostAsync<TBody>(string? ns, string name, string subresource, TBody body, CancellationToken cancellation)
        where TBody : class, IApiObject<TBody>
    {
        using var response = await _client.SendAsync(HttpMethod.Post, ResourcePath.Of(Resource, ns, name, subresource),
            ObjectCodec.Encode(body), Json, Json, cancellation);
    }

    /// <summary>Posts another kind to a subresource and reads the server's answer of the same kind.</summary>
    public Task<TBody> PostForResultAsync<TBody>(string? ns, string name, string subresource, TBody body, CancellationToken cancellation)
        where TBody : class, IApiObject<TBody> =>
        _client.SendAsync(HttpMethod.Post, ResourcePath.Of(Resource, ns, name, subresource), ObjectCodec.Encode(body), Json, Json,
            static answer => ObjectCodec.Decode<TBody>(answer), cancellation);

    public Task<T> UpdateAsync(T obj, CancellationToken cancellation) => UpdateAsync(obj, null, cancellation);

    public Task<T> UpdateStatusAsync(T obj, CancellationToken cancellation) => UpdateAsync(obj, "status", cancellation);

    public Task<T> UpdateAsync(T obj, string? subresource, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Put, Managed(ResourcePath.Of(Resource, obj.Metadata.Namespace, obj.Metadata.Name, subresource)),
            ObjectCodec.Encode(obj), Json, cancellation);

    public Task<T> PatchAsync(string? ns, string name, PatchType type, ReadOnlyMemory<byte> patch, CancellationToken cancellation) =>
        PatchAsync(ns, name, type, patch, null, cancellation);

    public Task<T> PatchAsync(
        string? ns, string name, PatchType type, ReadOnlyMemory<byte> patch, string? subresource, CancellationToken cancellation) =>
        SendAsync(HttpMethod.Patch, Managed(ResourcePath.Of(Resource, ns, name, subresource)), patch, type.ContentType(), cancellation);

    /// <summary>Server-side apply: the object holds exactly the fields that <paramref name="fieldManager"/> wants to own.</summary>
    public Task<T> ApplyAsync(T obj, string fieldManager, bool force, string? subresource, CancellationToken cancellation)
    {
        var query = new QueryString(ResourcePath.Of(Resource, obj.Metadata.Namespace, obj.Metadata.Name, subresource));
        query.Add("fieldManager", fieldManager);
        query.Add("force", force ? "true" : "false");
        return SendAsync(HttpMethod.Patch, query.ToString(), ObjectCodec.Encode(obj), PatchType.Apply.ContentType(), cancellation);
    }

    /// <summary>Asks for the object's deletion. It is gone when this returns only if nothing (grace period, finalizers) holds it.</summary>
    public async Task DeleteAsync(string? ns, string name, DeleteOptions? options, CancellationToken cancellation)
    {
        using var response = await _client.SendAsync(HttpMethod.Delete, ResourcePath.Of(Resource, ns, name),
            EncodeOptions(options), Json, Json, cancellation);
    }

    public Task DeleteAsync(string? ns, string name, CancellationToken cancellation) => DeleteAsync(ns, name, null, cancellation);

    public async Task DeleteCollectionAsync(string? ns, DeleteOptions? options, ListOptions? select, CancellationToken cancellation)
    {
        using var response = await _client.SendAsync(HttpMethod.Delete,
            ResourcePath.WithQuery(ResourcePath.Of(Resource, ns), select, watch: false), EncodeOptions(options), Json, Json, cancellation);
    }

    /// <summary>Changes as they happen, until the server ends the stream (it does, after minutes) or the token is cancelled.</summary>
    /// <exception cref="KubeApiException">Also for an ERROR event: 410 when the resource version is too old.</exception>
    public async IAsyncEnumerable<WatchEvent<T>> WatchAsync(
        string? ns, ListOptions? options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var response = await _client.SendAsync(HttpMethod.Get,
            ResourcePath.WithQuery(ResourcePath.Of(Resource, ns), options, watch: true), null, Json, Accept, cancellation);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 << 10, leaveOpen: true));
        await foreach (var change in WatchStream.ReadAsync<T>(pipe, cancellation)) yield return change;
    }

    private Task<T> SendAsync(HttpMethod method, string path, ReadOnlyMemory<byte>? body, string contentType, CancellationToken cancellation) =>
        _client.SendAsync(method, path, body, contentType, Accept, static answer => ObjectCodec.Decode<T>(answer), cancellation);

    private string Managed(string path) =>
        FieldManager is null ? path : $"{path}?fieldManager={Uri.EscapeDataString(FieldManager)}";

    private static ReadOnlyMemory<byte>? EncodeOptions(DeleteOptions? options)
    {
        if (options is null) return null;
        options.Kind = "DeleteOptions";
        options.ApiVersion = "v1";
        return ApiJson.Serialize(options);
    }
}
