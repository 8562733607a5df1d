using Netes.Api.Schemas;

namespace Netes.Api;

/// <summary>A resource that the API serves: what discovery says of it.</summary>
public sealed class ResourceType(Gvr gvr, string kind, string singular, bool namespaced)
{
    public Gvr Gvr { get; } = gvr;

    public string Group => Gvr.Group;

    public string Version => Gvr.Version;

    public string Plural => Gvr.Resource;

    public string Kind { get; } = kind;

    public string Singular { get; } = singular;

    public bool Namespaced { get; } = namespaced;

    /// <summary>The kind's own group and version where discovery names them; else "".</summary>
    public string KindGroup { get; init; } = "";

    public string KindVersion { get; init; } = "";

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Verbs { get; init; } = [];

    public IReadOnlyList<SubresourceType> Subresources { get; init; } = [];

    public Gvk Gvk => new(Group, Version, Kind);

    /// <summary>The kind's codec. Set when the resource is added to a scheme.</summary>
    public KindInfo KindInfo { get; internal set; } = null!;

    /// <summary>The list kind's codec; null for resources that can't be listed.</summary>
    public KindInfo? ListKindInfo { get; internal set; }

    /// <summary>Gives a resource that belongs to no scheme its kind; custom resources are made this way.</summary>
    public ResourceType WithKind(KindInfo kind)
    {
        KindInfo = kind;
        return this;
    }

    public Schema Schema => KindInfo.Schema;

    public bool HasVerb(string verb) => Verbs.Contains(verb);

    public SubresourceType? FindSubresource(string name) => Subresources.FirstOrDefault(s => s.Name == name);

    public override string ToString() => $"{Gvr.ApiVersion}/{Plural}";
}

/// <summary>A subresource. <paramref name="Kind"/> is what it takes and answers.</summary>
public sealed record SubresourceType(string Name, string Kind, string KindGroup, string KindVersion, IReadOnlyList<string> Verbs);
