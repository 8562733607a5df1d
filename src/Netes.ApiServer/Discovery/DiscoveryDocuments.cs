using Netes.Api;
using Netes.Api.ApiDiscoveryV2;
using Netes.Api.MetaV1;

namespace Netes.ApiServer.Discovery;

/// <summary>
/// What a set of resources looks like to clients that ask which API is served. Immutable: when resources come or go, new
/// documents are made.
/// </summary>
/// <seealso href="https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api"/>
internal sealed class DiscoveryDocuments
{
    private readonly Dictionary<string, DiscoveryDocument> _groups = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Group, string Version), DiscoveryDocument> _versions = [];

    /// <param name="resources">All that is served.</param>
    /// <param name="serverAddress">Host and port where clients reach the server.</param>
    public DiscoveryDocuments(IEnumerable<ResourceType> resources, string serverAddress)
    {
        GroupVersions[] groups =
        [
            .. resources.GroupBy(r => r.Group).Select(g => new GroupVersions(g.Key, g))
                .OrderByDescending(g => ApiGroupPriorities.OfGroup(g.Name)).ThenBy(g => g.Name, StringComparer.Ordinal),
        ];
        GroupVersions[] named = [.. groups.Where(g => g.Name.Length > 0)];
        GroupVersions[] core = [.. groups.Where(g => g.Name.Length == 0)];

        LegacyVersions = new DiscoveryDocument(new APIVersions
        {
            // The core group's documents have been without apiVersion from the beginning.
            ApiVersion = "",
            Versions = [.. core.SelectMany(g => g.Versions).Select(v => v.Name)],
            ServerAddressByClientCIDRs = [new ServerAddressByClientCIDR { ClientCIDR = "0.0.0.0/0", ServerAddress = serverAddress }],
        });
        Groups = new DiscoveryDocument(new APIGroupList { Groups = [.. named.Select(Group)] });
        AggregatedCore = new DiscoveryDocument(Aggregated(core));
        AggregatedGroups = new DiscoveryDocument(Aggregated(named));
        foreach (GroupVersions group in groups)
        {
            if (group.Name.Length > 0)
            {
                APIGroup document = Group(group);
                document.Kind = APIGroup.KindInfo.Kind;
                document.ApiVersion = APIGroup.KindInfo.Gvk.Version;
                _groups.Add(group.Name, new DiscoveryDocument(document));
            }
            foreach (GroupVersion version in group.Versions)
                _versions.Add((group.Name, version.Name), new DiscoveryDocument(ResourceList(group, version)));
        }
        Paths = [.. groups.SelectMany(g => g.Versions.Select(v => v.Path)), .. named.Select(g => "/apis/" + g.Name)];
    }

    /// <summary><c>/api</c></summary>
    public DiscoveryDocument LegacyVersions { get; }

    /// <summary><c>/apis</c></summary>
    public DiscoveryDocument Groups { get; }

    /// <summary><c>/api</c> for clients that take everything at once (KEP-3352).</summary>
    public DiscoveryDocument AggregatedCore { get; }

    /// <summary><c>/apis</c> for clients that take everything at once.</summary>
    public DiscoveryDocument AggregatedGroups { get; }

    /// <summary>The paths of all groups and group-versions.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary><c>/apis/GROUP</c>; null when the group isn't served.</summary>
    public DiscoveryDocument? FindGroup(string group) => _groups.GetValueOrDefault(group);

    /// <summary><c>/api/v1</c> and <c>/apis/GROUP/VERSION</c>; null when that isn't served.</summary>
    public DiscoveryDocument? FindVersion(string group, string version) => _versions.GetValueOrDefault((group, version));

    private sealed record GroupVersion(string Name, string ApiVersion, string Path, IReadOnlyList<ResourceType> Resources);

    private sealed class GroupVersions(string name, IEnumerable<ResourceType> resources)
    {
        public string Name { get; } = name;

        /// <summary>The preferred version comes first.</summary>
        public IReadOnlyList<GroupVersion> Versions { get; } =
        [
            .. resources.GroupBy(r => r.Version)
                .OrderByDescending(v => ApiGroupPriorities.OfVersion(name, v.Key)).ThenBy(v => v.Key, KubeVersionOrder.Instance)
                .Select(v => new GroupVersion(v.Key, name.Length == 0 ? v.Key : $"{name}/{v.Key}",
                    name.Length == 0 ? $"/api/{v.Key}" : $"/apis/{name}/{v.Key}", [.. v.OrderBy(r => r.Plural, StringComparer.Ordinal)])),
        ];
    }

    private static APIGroup Group(GroupVersions group)
    {
        List<GroupVersionForDiscovery> versions = [.. group.Versions.Select(v => new GroupVersionForDiscovery { GroupVersion = v.ApiVersion, Version = v.Name })];
        return new APIGroup { Kind = "", ApiVersion = "", Name = group.Name, Versions = versions, PreferredVersion = versions[0] };
    }

    private static APIResourceList ResourceList(GroupVersions group, GroupVersion version) => new()
    {
        ApiVersion = group.Name.Length == 0 ? "" : "v1",
        GroupVersion = version.ApiVersion,
        Resources = [.. version.Resources.SelectMany(ResourceAndSubresources).OrderBy(r => r.Name, StringComparer.Ordinal)],
    };

    private static IEnumerable<APIResource> ResourceAndSubresources(ResourceType resource)
    {
        yield return new APIResource
        {
            Name = resource.Plural,
            SingularName = resource.Singular,
            Namespaced = resource.Namespaced,
            Group = resource.KindGroup,
            Version = resource.KindVersion,
            Kind = resource.Kind,
            Verbs = [.. resource.Verbs],
            ShortNames = ListOrNull(resource.ShortNames),
            Categories = ListOrNull(resource.Categories),
            StorageVersionHash = StorageVersionHash.Of(resource),
        };
        foreach (SubresourceType subresource in resource.Subresources)
        {
            yield return new APIResource
            {
                Name = $"{resource.Plural}/{subresource.Name}",
                Namespaced = resource.Namespaced,
                Group = subresource.KindGroup,
                Version = subresource.KindVersion,
                Kind = subresource.Kind,
                Verbs = [.. subresource.Verbs],
            };
        }
    }

    private static APIGroupDiscoveryList Aggregated(IEnumerable<GroupVersions> groups) => new()
    {
        Items =
        [
            .. groups.Select(g => new APIGroupDiscovery
            {
                Kind = "",
                ApiVersion = "",
                Metadata = new ObjectMeta { Name = g.Name },
                Versions =
                [
                    .. g.Versions.Select(v => new APIVersionDiscovery
                    {
                        Version = v.Name,
                        Freshness = "Current",
                        Resources = [.. v.Resources.Select(AggregatedResource)],
                    }),
                ],
            }),
        ],
    };

    private static APIResourceDiscovery AggregatedResource(ResourceType resource) => new()
    {
        Resource = resource.Plural,
        ResponseKind = new GroupVersionKind { Group = resource.KindGroup, Version = resource.KindVersion, Kind = resource.Kind },
        Scope = resource.Namespaced ? "Namespaced" : "Cluster",
        SingularResource = resource.Singular,
        Verbs = [.. resource.Verbs],
        ShortNames = ListOrNull(resource.ShortNames),
        Categories = ListOrNull(resource.Categories),
        Subresources = resource.Subresources.Count == 0 ? null :
        [
            .. resource.Subresources.OrderBy(s => s.Name, StringComparer.Ordinal).Select(s => new APISubresourceDiscovery
            {
                Subresource = s.Name,
                ResponseKind = new GroupVersionKind { Group = s.KindGroup, Version = s.KindVersion, Kind = s.Kind },
                Verbs = [.. s.Verbs],
            }),
        ],
    };

    private static List<string>? ListOrNull(IReadOnlyList<string> values) => values.Count == 0 ? null : [.. values];
}
