using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Netes.Api;
using Netes.ApiServer.Extensions.CustomResources;
using Netes.ApiServer.Strategies;
using Netes.Storage;

namespace Netes.ApiServer.Resources;

/// <summary>Everything that is served: by group, version and plural to what keeps its objects.</summary>
internal sealed class ResourceRegistry(Scheme scheme, StrategyRegistry strategies, IStore store, TimeProvider time, ILoggerFactory loggers)
    : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Gvr, Lazy<ResourceStore>> stores = new();
    private readonly HashSet<string> groupVersions = [.. scheme.Resources.Select(r => r.Gvr.ApiVersion)];

    private readonly FrozenSet<string> groups = scheme.Resources.Select(r => r.Group).ToFrozenSet();
    private volatile FrozenDictionary<Gvr, ResourceStore> custom = FrozenDictionary<Gvr, ResourceStore>.Empty;

    public Scheme Scheme => scheme;
    public IStore Store => store;

    /// <summary>All custom resources that are served now.</summary>
    public IReadOnlyCollection<ResourceStore> Custom => custom.Values;

    public bool HasGroupVersion(string groupVersion) => groupVersions.Contains(groupVersion);

    /// <summary>Whether the program itself serves resources of a group, whatever clients define.</summary>
    public bool IsBuiltIn(string group) => groups.Contains(group);

    /// <summary>Makes the store of a version of a custom resource. It is served once <see cref="Serve"/> has it.</summary>
    public ResourceStore CreateCustom(CustomResource resource, string storageApiVersion) => new(
        new ResourceDefinition(resource.Type, new CustomResourceStrategy(resource), resource) { Conversion = new CustomConversion(resource, storageApiVersion) },
        store, time, loggers.CreateLogger<ResourceStore>());

    /// <summary>Replaces the custom resources that are served. Requests under way go on with what they found.</summary>
    public void Serve(IEnumerable<ResourceStore> stores) => custom = stores.ToFrozenDictionary(s => s.Definition.Type.Gvr);

    /// <summary>The resource's store; null when it is not served or keeps nothing.</summary>
    public ResourceStore? Find(string group, string version, string plural) =>
        stores.TryGetValue(new Gvr(group, version, plural), out Lazy<ResourceStore>? known) ? known.Value : Make(new Gvr(group, version, plural));

    /// <summary>A built-in resource's store.</summary>
    /// <exception cref="InvalidOperationException">There is none of that name.</exception>
    public ResourceStore Get(string group, string version, string plural) =>
        Find(group, version, plural) ?? throw new InvalidOperationException($"no resource {plural}.{version}.{group}");

    private ResourceStore? Make(Gvr gvr)
    {
        if (scheme.FindResource(gvr) is not { } type) return custom.GetValueOrDefault(gvr);
        return stores.GetOrAdd(gvr, _ => new Lazy<ResourceStore>(() => new ResourceStore(
            new ResourceDefinition(type, strategies.For(type.Group, type.Plural)) { Conversion = ConversionOf(type) }, store, time, loggers.CreateLogger<ResourceStore>()))).Value;
    }

    private static IVersionConversion? ConversionOf(ResourceType type) => type is { Group: "events.k8s.io", Plural: "events" } ? new EventConversion() : null;

    public async ValueTask DisposeAsync()
    {
        foreach (Lazy<ResourceStore> made in stores.Values)
        {
            if (made.IsValueCreated) await made.Value.DisposeAsync();
        }
        foreach (ResourceStore made in custom.Values) await made.DisposeAsync();
    }
}
