using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Netes.Api;
using Netes.Api.MetaV1;
using Netes.ApiServer.Http;
using Netes.Storage;
using Netes.Storage.Caching;

namespace Netes.ApiServer.Resources;

/// <summary>
/// GET of many objects. The whole list comes from one snapshot of the watch cache and blocks nobody; lists at an exact or past
/// revision (continue tokens, resourceVersionMatch=Exact) are read from the store. JSON is copied, never encoded.
/// </summary>
internal static class ListReader
{
    public static async Task ListAsync(ApiRequest request, ResourceStore store)
    {
        ListOptions options = ListOptions.Parse(request, watch: false);
        ListPage page = await ReadAsync(request, store, options);
        ViewWriter.AddWarnings(request);
        ListMeta meta = new() { ResourceVersion = page.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture), Continue = page.Continue, RemainingItemCount = page.Remaining };
        Negotiated form = request.Form;
        if (form.View == ObjectView.Table)
        {
            byte[] table = ViewWriter.TableOf(store.Definition, request, page.Items.Select(i => i.Decode()), meta);
            await ResponseBody.WriteAsync(request.Http, 200, form, table);
            return;
        }
        if (form is { View: ObjectView.Whole, Format: WireFormat.Json })
        {
            await WriteJsonAsync(request, store.Definition, meta, page.Items);
            return;
        }
        if (form.View == ObjectView.Whole && store.Definition.Custom is not null)
        {
            await ResponseBody.WriteAsync(request.Http, 200, form, JsonList(store.Definition, page.Items.ConvertAll(i => i.Json), meta));
            return;
        }
        IApiKind list = form.View is ObjectView.Metadata or ObjectView.MetadataList ? MetadataList(page, meta, form.MetaVersion) : WholeList(store.Definition, page.Items.ConvertAll(i => i.Json), meta);
        await ResponseBody.WriteAsync(request.Http, 200, form, form.Format == WireFormat.Protobuf ? ApiProtobuf.Serialize(list) : ObjectCodec.Encode(list));
    }

    /// <summary>Writes a list of decoded objects.</summary>
    public static async Task WriteAsync(ApiRequest request, ResourceDefinition resource, ListMeta meta, List<IApiObject> objects)
    {
        ViewWriter.AddWarnings(request);
        Negotiated form = request.Form;
        if (form.View == ObjectView.Table)
        {
            await ResponseBody.WriteAsync(request.Http, 200, form, ViewWriter.TableOf(resource, request, objects, meta));
            return;
        }
        if (form.View == ObjectView.Whole && resource.Custom is not null)
        {
            await ResponseBody.WriteAsync(request.Http, 200, form, JsonList(resource, objects.ConvertAll(o => (ReadOnlyMemory<byte>)ObjectCodec.Encode(o)), meta));
            return;
        }
        IApiKind list = form.View is ObjectView.Metadata or ObjectView.MetadataList
            ? new PartialObjectMetadataList
            {
                ApiVersion = "meta.k8s.io/" + form.MetaVersion,
                Metadata = meta,
                Items = objects.ConvertAll(o => ViewWriter.MetadataOf(o, form.MetaVersion)),
            }
            : WholeList(resource, objects.ConvertAll(o => (ReadOnlyMemory<byte>)ObjectCodec.Encode(o)), meta);
        await ResponseBody.WriteAsync(request.Http, 200, form, form.Format == WireFormat.Protobuf ? ApiProtobuf.Serialize(list) : ObjectCodec.Encode(list));
    }

    /// <summary>The items that a list or a deletion of a collection is about.</summary>
    public static async ValueTask<ListPage> ReadAsync(ApiRequest request, ResourceStore store, ListOptions options)
    {
        KeyRange range = options.Range(request);
        if (options.Continue.Length > 0)
        {
            ContinueToken token = ContinueToken.Decode(options.Continue);
            if (options.ResourceVersion is not ("" or "0")) throw ApiErrors.BadRequest("specifying resource version is not allowed when using continue");
            string from = store.Definition.Scope(request.Namespace) + token.Start;
            KeyRange rest = new(from, range.To);
            return token.Revision == ContinueToken.AnyRevision
                ? FromSnapshot(request, store, options, rest, await store.Cache.LatestAsync(request.Cancellation), continued: true)
                : await FromStoreAsync(request, store, options, rest, token.Revision);
        }
        if (options.Match == "Exact") return await FromStoreAsync(request, store, options, range, (long)Math.Min(options.Revision, long.MaxValue));
        CacheSnapshot<ResourceItem> snapshot = options.Revision == 0
            ? await store.Cache.LatestAsync(request.Cancellation)
            : await ObjectReader.NotOlderThanAsync(store, options.Revision, request.Cancellation);
        return FromSnapshot(request, store, options, range, snapshot, continued: false);
    }

    private static ListPage FromSnapshot(ApiRequest request, ResourceStore store, ListOptions options, KeyRange range,
        CacheSnapshot<ResourceItem> snapshot, bool continued)
    {
        IEnumerable<ResourceItem> found = options.Index is { } index && (index.Name != ResourceStore.NodeNameIndex
            || store.Definition.Strategy.SelectableFields.Contains(ResourceStore.NodeNameIndex))
            ? snapshot.ByIndex(index.Name, index.Value, range) : snapshot.Range(range);
        var items = new List<ResourceItem>();
        bool everything = options.SelectsEverything;
        // resourceVersion=0 answers the whole list whatever the limit: it is served from memory.
        long limit = options.ResourceVersion == "0" && !continued ? 0 : Math.Max(options.Limit, 0);
        foreach (ResourceItem item in found)
        {
            if (!everything && !options.Matches(item)) continue;
            if (limit > 0 && items.Count == limit)
            {
                string scope = store.Definition.Scope(request.Namespace);
                string last = items[^1].Key;
                long? remaining = everything ? snapshot.Count(range.After(last)) : null;
                return new ListPage(items, snapshot.Revision, new ContinueToken(snapshot.Revision, last[scope.Length..] + "\0").Encode(), remaining);
            }
            items.Add(item);
        }
        return new ListPage(items, snapshot.Revision, "", null);
    }

    private static async ValueTask<ListPage> FromStoreAsync(ApiRequest request, ResourceStore store, ListOptions options, KeyRange range, long revision)
    {
        string scope = store.Definition.Scope(request.Namespace);
        var items = new List<ResourceItem>();
        long limit = Math.Max(options.Limit, 0);
        try
        {
            RangeResult result = await store.Store.RangeAsync(
                new RangeRequest(range) { Revision = revision, Limit = limit > 0 && options.SelectsEverything ? limit : 0 }, request.Cancellation);
            for (int i = 0; i < result.Items.Count; i++)
            {
                ResourceItem item = store.Definition.Item(result.Items[i]);
                if (!options.SelectsEverything && !options.Matches(item)) continue;
                if (limit > 0 && items.Count == limit) return Cut(null);
                items.Add(item);
            }
            return result.More ? Cut(result.Count - items.Count) : new ListPage(items, revision, "", null);
        }
        catch (StoreException e) when (e.Error == StoreError.Compacted)
        {
            throw await ExpiredAsync(store, options, request.Cancellation);
        }
        catch (StoreException e) when (e.Error == StoreError.FutureRevision)
        {
            throw ApiErrors.TooLargeResourceVersion((ulong)revision, await store.Store.GetRevisionAsync(request.Cancellation));
        }

        ListPage Cut(long? remaining) =>
            new(items, revision, new ContinueToken(revision, items[^1].Key[scope.Length..] + "\0").Encode(), remaining);
    }

    private static async ValueTask<ApiException> ExpiredAsync(ResourceStore store, ListOptions options, CancellationToken cancellationToken)
    {
        if (options.Continue.Length == 0)
        {
            long current = await store.Store.GetRevisionAsync(cancellationToken);
            return ApiErrors.Expired($"The resourceVersion for the provided list is too old: {options.ResourceVersion}, current: {current}");
        }
        ContinueToken token = ContinueToken.Decode(options.Continue);
        ApiFailure failure = ApiErrors.Expired("The provided continue parameter is too old to display a consistent list result. You can start a new list without "
            + "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided "
            + "token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now "
            + "may show up in the list.").Failure;
        return new ApiException(failure with { Continue = new ContinueToken(ContinueToken.AnyRevision, token.Start).Encode() });
    }

    private static async Task WriteJsonAsync(ApiRequest request, ResourceDefinition resource, ListMeta meta, List<ResourceItem> items)
    {
        var response = request.Http.Response;
        response.StatusCode = 200;
        response.ContentType = "application/json";
        byte[] head = Encoding.UTF8.GetBytes($$"""{"kind":"{{resource.ListKind}}","apiVersion":"{{resource.Type.Gvr.ApiVersion}}","metadata":{{MetaJson(resource, meta)}},"items":[""");
        long size = head.Length + 2;
        foreach (ResourceItem item in items) size += item.Json.Length + 1;
        const int CompressFrom = 128 * 1024;
        if (size >= CompressFrom && ResponseBody.AcceptsGzip(request.Http.Request))
        {
            response.Headers.ContentEncoding = "gzip";
            response.Headers.Vary = "Accept-Encoding";
            await using var gzip = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
            var writer = System.IO.Pipelines.PipeWriter.Create(gzip, new System.IO.Pipelines.StreamPipeWriterOptions(leaveOpen: true));
            await WriteItemsAsync(writer, head, resource, items, request.Cancellation);
            await writer.CompleteAsync();
            return;
        }
        await WriteItemsAsync(response.BodyWriter, head, resource, items, request.Cancellation);
    }

    private static async Task WriteItemsAsync(System.IO.Pipelines.PipeWriter writer, byte[] head, ResourceDefinition resource, List<ResourceItem> items,
        CancellationToken cancellationToken)
    {
        const int FlushEvery = 256 * 1024;
        Write(writer, head);
        int pending = 0;
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0) Write(writer, ","u8);
            pending += WriteItem(writer, resource, items[i]);
            if (pending < FlushEvery) continue;
            await writer.FlushAsync(cancellationToken);
            pending = 0;
        }
        Write(writer, "]}"u8);
        await writer.FlushAsync(cancellationToken);
    }

    /// <summary>Items of a typed list have no kind and apiVersion of their own: those bytes at the object's beginning are left out.</summary>
    private static int WriteItem(System.IO.Pipelines.PipeWriter writer, ResourceDefinition resource, ResourceItem item)
    {
        ReadOnlySpan<byte> json = item.Json.Span;
        ReadOnlySpan<byte> prefix = resource.TypePrefix;
        if (json.StartsWith(prefix))
        {
            Write(writer, "{"u8);
            json = json[prefix.Length..];
        }
        Write(writer, json);
        return json.Length;
    }

    private static void Write(System.IO.Pipelines.PipeWriter writer, ReadOnlySpan<byte> bytes) => System.Buffers.BuffersExtensions.Write(writer, bytes);

    private static PartialObjectMetadataList MetadataList(ListPage page, ListMeta meta, string version) => new()
    {
        ApiVersion = "meta.k8s.io/" + version,
        Metadata = meta,
        Items = page.Items.ConvertAll(i => ViewWriter.MetadataOf(i.Decode(), version)),
    };

    /// <summary>A list's metadata; lists of custom resources always have a continue token, if only an empty one.</summary>
    private static string MetaJson(ResourceDefinition resource, ListMeta meta)
    {
        string json = Encoding.UTF8.GetString(ApiJson.SerializeValue(meta));
        return resource.Custom is null || meta.Continue.Length > 0 ? json : "{\"continue\":\"\"," + json[1..];
    }

    /// <summary>The JSON of a list whose items keep their kind and apiVersion, as those of custom resources do.</summary>
    private static byte[] JsonList(ResourceDefinition resource, List<ReadOnlyMemory<byte>> items, ListMeta meta)
    {
        var text = new MemoryStream();
        text.Write(Encoding.UTF8.GetBytes($$"""{"apiVersion":"{{resource.Type.Gvr.ApiVersion}}","kind":"{{resource.ListKind}}","metadata":{{MetaJson(resource, meta)}},"items":["""));
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0) text.WriteByte((byte)',');
            text.Write(items[i].Span);
        }
        text.Write("]}"u8);
        return text.ToArray();
    }

    /// <summary>The typed list, by way of JSON, for formats that need one.</summary>
    private static IApiKind WholeList(ResourceDefinition resource, List<ReadOnlyMemory<byte>> items, ListMeta meta)
    {
        KindInfo info = resource.Type.ListKindInfo ?? throw ApiErrors.MethodNotAllowed();
        var text = new MemoryStream();
        text.Write(Encoding.UTF8.GetBytes($$"""{"metadata":{{Encoding.UTF8.GetString(ApiJson.SerializeValue(meta))}},"items":["""));
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0) text.WriteByte((byte)',');
            ReadOnlySpan<byte> json = items[i].Span;
            bool typed = json.StartsWith(resource.TypePrefix);
            if (typed) text.WriteByte((byte)'{');
            text.Write(typed ? json[resource.TypePrefix.Length..] : json);
        }
        text.Write("]}"u8);
        IApiKind list = ObjectCodec.Decode(info, text.GetBuffer().AsMemory(0, (int)text.Length));
        list.Kind = resource.Type.Kind + "List";
        list.ApiVersion = resource.Type.Gvr.ApiVersion;
        return list;
    }
}

/// <param name="Items">In key order.</param>
/// <param name="Revision">The list's resource version.</param>
/// <param name="Continue">Where the next page begins; "" at the end.</param>
/// <param name="Remaining">How many items are left, where that is known without reading them.</param>
internal sealed record ListPage(List<ResourceItem> Items, long Revision, string Continue, long? Remaining);
