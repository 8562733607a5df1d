using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Netes.Api;
using Netes.ApiServer.Resources.Autoscaling;
using Netes.ApiServer.Strategies;
using Netes.Storage;

namespace Netes.ApiServer.Resources;

/// <summary>Everything that is served: by group, version and plural to what keeps its objects.</summary>
internal sealed class ResourceRegistry(Scheme scheme, StrategyRegistry strategies, IStore store, TimeProvider time, ILoggerFactory loggers)
    : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Gvr, Lazy<ResourceStore>> stores = new();
    private readonly ConcurrentDictionary<Gvr, ResourceDefinition[]> equivalents = new();
    private readonly HashSet<string> groupVersions = [.. scheme.Resources.Select(r => r.Gvr.ApiVersion)];

    public Scheme Scheme => scheme;
    public IStore Store => store;

    public bool HasGroupVersion(string groupVersion) => groupVersions.Contains(groupVersion);

    /// <summary>The resource's store; null when it is not served or keeps nothing.</summary>
    public ResourceStore? Find(string group, string version, string plural) =>
        stores.TryGetValue(new Gvr(group, version, plural), out Lazy<ResourceStore>? known) ? known.Value : Make(new Gvr(group, version, plural));

    /// <summary>A built-in resource's store.</summary>
    /// <exception cref="InvalidOperationException">There is none of that name.</exception>
    public ResourceStore Get(string group, string version, string plural) =>
        Find(group, version, plural) ?? throw new InvalidOperationException($"no resource {plural}.{version}.{group}");

    /// <summary>The other served versions of a resource, which hold the same objects.</summary>
    public IReadOnlyList<ResourceDefinition> EquivalentsOf(ResourceDefinition resource) => equivalents.GetOrAdd(resource.Type.Gvr, _ =>
    [
        .. scheme.Resources.Where(r => r.Plural == resource.Plural && r.Gvr != resource.Type.Gvr).Select(r => Find(r.Group, r.Version, r.Plural)?.Definition)
            .OfType<ResourceDefinition>().Where(d => d.KeyPrefix == resource.KeyPrefix),
    ]);

    private ResourceStore? Make(Gvr gvr)
    {
        if (scheme.FindResource(gvr) is not { } type) return null;
        return stores.GetOrAdd(gvr, _ => new Lazy<ResourceStore>(() => new ResourceStore(
            new ResourceDefinition(type, strategies.For(type)) { Conversion = ConversionOf(type) }, store, time, loggers.CreateLogger<ResourceStore>()))).Value;
    }

    private static IVersionConversion? ConversionOf(ResourceType type) => type switch
    {
        { Group: "events.k8s.io", Plural: "events" } => new EventConversion(),
        { Group: "autoscaling", Version: "v1", Plural: "horizontalpodautoscalers" } => new AutoscalerConversion(),
        _ => null,
    };

    public async ValueTask DisposeAsync()
    {
        foreach (Lazy<ResourceStore> made in stores.Values)
        {
            if (made.IsValueCreated) await made.Value.DisposeAsync();
        }
    }
}
