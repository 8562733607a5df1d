using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Api.Protobuf;
using Netes.ApiServer.Http;
using Netes.Storage;
using Netes.Storage.Caching;

namespace Netes.ApiServer.Resources;

/// <summary>
/// Streams events to one watcher. JSON events are an object's stored bytes between two constants; other forms are encoded
/// once and shared by all watchers that want the same.
/// </summary>
internal sealed class WatchStream(ApiRequest request, ResourceStore store, ListOptions options, TimeProvider time, CancellationToken stopping)
{
    private static readonly TimeSpan ShortestDefault = TimeSpan.FromMinutes(30);
    /// <summary>A watch may begin with gigabytes of state: no more of it than this waits in memory for a slow client.</summary>
    private const int FlushFrom = 64 * 1024;

    private static readonly byte[] Tail = "}\n"u8.ToArray();
    private readonly Negotiated form = request.Form;
    private bool columnsSent;
    private int unflushed;

    public async Task RunAsync()
    {
        using CacheWatch<ResourceItem> watch = await BeginAsync();
        var response = request.Http.Response;
        response.StatusCode = 200;
        response.ContentType = form.StreamContentType;
        ViewWriter.AddWarnings(request);
        await response.StartAsync(request.Cancellation);
        await response.BodyWriter.FlushAsync(request.Cancellation);

        // Unless told otherwise a watch lasts 30 to 60 minutes, spread so that watchers don't come back together.
        TimeSpan timeout = options.Timeout is { Ticks: > 0 } given ? given : ShortestDefault * (1 + Random.Shared.NextDouble());
        using var timer = new CancellationTokenSource(timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(request.Cancellation, timer.Token, stopping);
        try
        {
            while (await watch.WaitToReadAsync(end.Token))
            {
                while (unflushed < FlushFrom && watch.TryRead(out CacheEvent<ResourceItem>? next)) Write(response.BodyWriter, next);
                unflushed = 0;
                FlushResult flushed = await response.BodyWriter.FlushAsync(end.Token);
                if (flushed.IsCompleted) return;
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client left, the time is over, or the server stops: the stream just ends.
        }
    }

    private async ValueTask<CacheWatch<ResourceItem>> BeginAsync()
    {
        bool named = request.Info.NameFromSelector || request.Name.Length > 0;
        string scope = named && (request.Namespace.Length > 0 || !store.Definition.Type.Namespaced)
            ? store.Definition.Key(request.Namespace, request.Name) : store.Definition.Scope(request.Namespace);
        CacheWatchStart start = options.SendInitialEvents ? CacheWatchStart.StateAndBookmark
            : options.Revision == 0 && !options.SendInitialEventsGiven ? CacheWatchStart.State : CacheWatchStart.Events;
        long revision = options.ResourceVersion.Length == 0 ? CacheWatchRequest<ResourceItem>.Latest : (long)Math.Min(options.Revision, long.MaxValue);
        if (start == CacheWatchStart.Events && options.Revision == 0) revision = await store.Store.GetRevisionAsync(request.Cancellation);
        try
        {
            return await store.Cache.WatchAsync(new CacheWatchRequest<ResourceItem>
            {
                Scope = scope,
                Start = start,
                Revision = revision,
                Filter = options.Filter,
                Bookmarks = options.Bookmarks || options.SendInitialEvents,
            }, request.Cancellation);
        }
        catch (StoreException e) when (e.Error == StoreError.Compacted)
        {
            throw ApiErrors.Expired($"too old resource version: {options.ResourceVersion} ({e.CompactedRevision})");
        }
        catch (StoreException e) when (e.Error == StoreError.FutureRevision)
        {
            throw ApiErrors.TooLargeResourceVersion(options.Revision, await store.Store.GetRevisionAsync(request.Cancellation));
        }
    }

    private void Write(PipeWriter output, CacheEvent<ResourceItem> next)
    {
        if (next.Type == CacheEventType.Bookmark)
        {
            Write(output, Bookmark(next));
        }
        else if (form is { View: ObjectView.Whole, Format: WireFormat.Json })
        {
            Write(output, JsonHead(next.Type));
            Write(output, next.Item!.Json.Span);
            Write(output, Tail);
        }
        else if (form.View == ObjectView.Table)
        {
            byte[] table = ViewWriter.TableOf(store.Definition, request, [next.Item!.Decode()],
                new ListMeta { ResourceVersion = Text(next.Item!.Revision) }, columns: !columnsSent);
            columnsSent = true;
            WriteFramed(output, next.Type, table);
        }
        else
        {
            (WireFormat, ObjectView, string) shared = (form.Format, form.View, form.MetaVersion);
            Write(output, next.Encode(shared, Encode).Span);
        }
    }

    /// <summary>One event's bytes with its framing, in a form that is not the stored one.</summary>
    private ReadOnlyMemory<byte> Encode(CacheEvent<ResourceItem> next)
    {
        IApiObject obj = next.Item!.Decode();
        IApiKind shown = form.View is ObjectView.Metadata or ObjectView.MetadataList ? ViewWriter.MetadataOf(obj, form.MetaVersion) : obj;
        return Frame(next.Type, shown);
    }

    private byte[] Frame(CacheEventType type, IApiKind obj)
    {
        if (form.Format != WireFormat.Protobuf) return [.. JsonHead(type), .. ObjectCodec.Encode(obj), .. Tail];
        using var writer = new ProtobufWriter();
        writer.Bytes(2, WatchEventBytes(obj));
        writer.String(1, Name(type));
        return WithLength(writer.Written);
    }

    /// <summary>WatchEvent.object is a RawExtension: a message whose field 1 holds the enveloped object.</summary>
    private static byte[] WatchEventBytes(IApiKind obj)
    {
        using var raw = new ProtobufWriter();
        raw.Bytes(1, ApiProtobuf.Serialize(obj));
        return raw.Written.ToArray();
    }

    /// <summary>Protobuf events are preceded by their length in four bytes, big-endian.</summary>
    private static byte[] WithLength(ReadOnlySpan<byte> message)
    {
        byte[] framed = new byte[4 + message.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(framed, (uint)message.Length);
        message.CopyTo(framed.AsSpan(4));
        return framed;
    }

    private byte[] Bookmark(CacheEvent<ResourceItem> next)
    {
        var meta = new ObjectMeta { ResourceVersion = Text(next.Revision) };
        if (next.InitialEventsEnd) meta.Annotations = new() { ["k8s.io/initial-events-end"] = "true" };
        if (form.View == ObjectView.Table)
        {
            IApiObject blank = Blank(meta);
            byte[] table = ViewWriter.TableOf(store.Definition, request, [blank], new ListMeta { ResourceVersion = meta.ResourceVersion }, columns: !columnsSent);
            columnsSent = true;
            return [.. JsonHead(CacheEventType.Bookmark), .. table, .. Tail];
        }
        IApiKind shown = form.View is ObjectView.Metadata or ObjectView.MetadataList
            ? new PartialObjectMetadata { ApiVersion = "meta.k8s.io/" + form.MetaVersion, Metadata = meta } : Blank(meta);
        return Frame(CacheEventType.Bookmark, shown);
    }

    private IApiObject Blank(ObjectMeta meta)
    {
        var obj = (IApiObject)store.Definition.Type.KindInfo.Create();
        obj.Kind = store.Definition.Type.Kind;
        obj.ApiVersion = store.Definition.Type.Gvr.ApiVersion;
        obj.Metadata = meta;
        return obj;
    }

    private void WriteFramed(PipeWriter output, CacheEventType type, ReadOnlySpan<byte> json)
    {
        Write(output, JsonHead(type));
        Write(output, json);
        Write(output, Tail);
    }

    private void Write(PipeWriter output, ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        unflushed += bytes.Length;
    }

    private static ReadOnlySpan<byte> JsonHead(CacheEventType type) => type switch
    {
        CacheEventType.Added => """{"type":"ADDED","object":"""u8,
        CacheEventType.Modified => """{"type":"MODIFIED","object":"""u8,
        CacheEventType.Deleted => """{"type":"DELETED","object":"""u8,
        _ => """{"type":"BOOKMARK","object":"""u8,
    };

    private static string Name(CacheEventType type) => type switch
    {
        CacheEventType.Added => "ADDED",
        CacheEventType.Modified => "MODIFIED",
        CacheEventType.Deleted => "DELETED",
        _ => "BOOKMARK",
    };

    private static string Text(long revision) => revision.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
