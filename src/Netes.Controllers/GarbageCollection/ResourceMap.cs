using Netes.Api;
using Netes.Client;

namespace Netes.Controllers.GarbageCollection;

/// <summary>Which resource holds a kind, by discovery.</summary>
internal sealed class ResourceMap(DiscoveryResult discovery)
{
    private readonly Dictionary<(string Group, string Kind), ResourceType> _byKind = Index(discovery);

    /// <summary>Resources whose objects can be collected.</summary>
    public IEnumerable<ResourceType> Deletable => discovery.Resources.Where(
        r => r.HasVerb("delete") && r.HasVerb("list") && r.HasVerb("watch") && !IsIgnored(r));

    public IReadOnlyList<string> Failed => discovery.Failed;

    public ResourceType? Find(Gvk kind) => _byKind.GetValueOrDefault((kind.Group, kind.Kind));

    /// <summary>Events own nothing, are owned by nothing, and are many.</summary>
    private static bool IsIgnored(ResourceType resource) => resource.Plural == "events" && resource.Group is "" or "events.k8s.io";

    private static Dictionary<(string, string), ResourceType> Index(DiscoveryResult discovery)
    {
        var index = new Dictionary<(string, string), ResourceType>();
        foreach (var resource in discovery.Resources) index.TryAdd((resource.Group, resource.Kind), resource);
        return index;
    }
}
