namespace Netes.Api;

/// <summary>Who is who: every kind and every resource, by group, version and name.</summary>
public sealed class Scheme
{
    private readonly Dictionary<Gvk, KindInfo> _kinds = [];
    private readonly Dictionary<Gvr, ResourceType> _resources = [];
    private readonly Dictionary<Gvk, ResourceType> _resourcesByKind = [];
    private readonly List<ResourceType> _ordered = [];

    /// <summary>All that Kubernetes v1.36 serves by default.</summary>
    public static Scheme Default { get; } = CreateDefault();

    private static Scheme CreateDefault()
    {
        var scheme = new Scheme();
        BuiltInScheme.AddTo(scheme);
        return scheme;
    }

    /// <summary>All resources, in the order of their definitions.</summary>
    public IReadOnlyList<ResourceType> Resources => _ordered;

    public IEnumerable<KindInfo> Kinds => _kinds.Values;

    internal void Add(KindInfo kind) => _kinds.TryAdd(kind.Gvk, kind);

    internal void Add(ResourceType resource)
    {
        var gvk = resource.KindVersion.Length > 0 ? new Gvk(resource.KindGroup, resource.KindVersion, resource.Kind) : resource.Gvk;
        resource.KindInfo = _kinds[gvk];
        resource.ListKindInfo = _kinds.GetValueOrDefault(gvk with { Kind = resource.Kind + "List" });
        _resources.Add(resource.Gvr, resource);
        _resourcesByKind.TryAdd(resource.Gvk, resource);
        _ordered.Add(resource);
    }

    public KindInfo? FindKind(Gvk gvk) => _kinds.GetValueOrDefault(gvk);

    public KindInfo? FindKind(string group, string version, string kind) => FindKind(new Gvk(group, version, kind));

    public ResourceType? FindResource(Gvr gvr) => _resources.GetValueOrDefault(gvr);

    public ResourceType? FindResource(string group, string version, string plural) => FindResource(new Gvr(group, version, plural));

    /// <summary>The resource that serves objects of a kind.</summary>
    public ResourceType? FindResourceOf(Gvk gvk) => _resourcesByKind.GetValueOrDefault(gvk);

    /// <summary>The resource that serves objects of type <typeparamref name="T"/>.</summary>
    /// <exception cref="InvalidOperationException">No resource serves the type.</exception>
    public ResourceType ResourceOf<T>() where T : class, IApiKind<T> =>
        FindResourceOf(T.KindInfo.Gvk) ?? throw new InvalidOperationException($"no resource serves {T.KindInfo.Gvk}");
}
