using Microsoft.Extensions.Logging;
using Netes.Api;
using Netes.ApiServer.Access.Authorization;
using Netes.ApiServer.Http;
using Netes.Storage;
using Netes.Storage.Caching;

namespace Netes.ApiServer.Resources;

/// <summary>Reads and writes one resource's objects: reads come from its watch cache, writes go to the store.</summary>
internal sealed class ResourceStore : IAsyncDisposable
{
    public const string LabelIndex = "label";
    public const string NodeNameIndex = "spec.nodeName";

    private static readonly TimeSpan EventLifetime = TimeSpan.FromHours(1);
    private readonly IStore store;
    private readonly SharedLeases? leases;

    public ResourceStore(ResourceDefinition definition, IStore store, TimeProvider time, ILogger logger)
    {
        Definition = definition;
        this.store = store;
        if (definition is { Group: "" or "events.k8s.io", Plural: "events" }) leases = new SharedLeases(store, time);
        var indexes = new List<CacheIndex<ResourceItem>>
        {
            new(LabelIndex, static (item, values) =>
            {
                foreach ((string key, string value) in item.Labels) values.Add(key + "=" + value);
            }),
        };
        if (definition.Strategy.SelectableFields.Contains(NodeNameIndex))
        {
            indexes.Add(new(NodeNameIndex, static (item, values) =>
            {
                if (item.Field(NodeNameIndex) is { Length: > 0 } node) values.Add(node);
            }));
        }
        if (RbacSubjects.AreIn(definition)) indexes.Add(RbacSubjects.Definition);
        Cache = new WatchCache<ResourceItem>(store, definition.KeyPrefix, definition.Item,
            new WatchCacheOptions<ResourceItem> { Indexes = indexes }, time, logger);
    }

    public ResourceDefinition Definition { get; }
    public WatchCache<ResourceItem> Cache { get; }
    public IStore Store => store;

    /// <summary>The object with every acknowledged write; null when there is none.</summary>
    public async ValueTask<ResourceItem?> GetAsync(string ns, string name, CancellationToken cancellationToken) =>
        (await Cache.LatestAsync(cancellationToken)).Get(Definition.Key(ns, name));

    /// <summary>Stores a new object.</summary>
    /// <returns>Its JSON with resource version; null when the name is taken.</returns>
    public async ValueTask<StoredObject?> CreateAsync(string key, byte[] json, CancellationToken cancellationToken)
    {
        TransactionResult result = await store.CreateAsync(key, Definition.Stored(json), await LeaseAsync(cancellationToken), cancellationToken);
        return result.Succeeded ? new StoredObject(ResourceVersionSplice.Insert(json, result.Revision), result.Revision) : null;
    }

    /// <summary>Replaces an object that nobody changed since.</summary>
    /// <returns>The new JSON, or the state that was in the way: null item when the object is gone.</returns>
    public async ValueTask<(StoredObject? Stored, ResourceItem? Current)> UpdateAsync(
        ResourceItem old, byte[] json, CancellationToken cancellationToken)
    {
        TransactionResult result = await store.UpdateAsync(old.Key, old.Revision, Definition.Stored(json), await LeaseAsync(cancellationToken), cancellationToken);
        return result.Succeeded
            ? (new StoredObject(ResourceVersionSplice.Insert(json, result.Revision), result.Revision), null)
            : (null, Current(result));
    }

    /// <summary>Removes an object that nobody changed since.</summary>
    public async ValueTask<(bool Done, ResourceItem? Current, long Revision)> DeleteAsync(ResourceItem old, CancellationToken cancellationToken)
    {
        TransactionResult result = await store.DeleteAsync(old.Key, old.Revision, cancellationToken);
        return result.Succeeded ? (true, null, result.Revision) : (false, Current(result), result.Revision);
    }

    /// <summary>Events live for an hour after their last write; all else stays.</summary>
    private ValueTask<long> LeaseAsync(CancellationToken cancellationToken) => leases?.GetAsync(EventLifetime, cancellationToken) ?? ValueTask.FromResult(0L);

    private ResourceItem? Current(TransactionResult result) =>
        result.Current[0] is { } stored ? Definition.Item(stored) : null;

    public ValueTask DisposeAsync()
    {
        leases?.Dispose();
        return Cache.DisposeAsync();
    }
}

/// <summary>An object as it was written: its JSON, resource version included.</summary>
internal readonly record struct StoredObject(ReadOnlyMemory<byte> Json, long Revision);
