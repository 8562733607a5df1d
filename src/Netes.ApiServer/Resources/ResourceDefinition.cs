using System.Text;
using Netes.Api;
using Netes.ApiServer.Extensions.CustomResources;
using Netes.ApiServer.Strategies;
using Netes.Storage;

namespace Netes.ApiServer.Resources;

/// <summary>One served resource: its type, its strategy, and where and how its objects are kept.</summary>
internal sealed class ResourceDefinition
{
    private readonly byte[] typePrefix;

    public ResourceDefinition(ResourceType type, Strategy strategy, CustomResource? custom = null)
    {
        Type = type;
        Strategy = strategy;
        Custom = custom;
        string group = custom is null ? StorageGroup(type) : type.Group;
        KeyPrefix = group.Length == 0 ? $"/registry/{StorageName(type)}/" : $"/registry/{group}/{StorageName(type)}/";
        typePrefix = Encoding.UTF8.GetBytes($$"""{"kind":"{{type.KindInfo.Gvk.Kind}}","apiVersion":"{{type.KindInfo.Gvk.ApiVersion}}",""");
    }

    /// <summary>How this version's objects become those of the stored version; null when it is the stored one.</summary>
    public IVersionConversion? Conversion { get; init; }

    public ResourceType Type { get; }
    public Strategy Strategy { get; }

    /// <summary>What the definition of a custom resource says; null for built-in resources.</summary>
    public CustomResource? Custom { get; }

    public string ListKind => Custom?.ListKind ?? Kind + "List";

    /// <summary>All keys of this resource start with it; ends in '/'.</summary>
    public string KeyPrefix { get; }

    /// <summary>The bytes that every stored object of this resource starts with: its opening brace, kind and apiVersion.</summary>
    public ReadOnlySpan<byte> TypePrefix => typePrefix;

    public string Group => Type.Group;
    public string Plural => Type.Plural;
    public string Kind => Type.Kind;

    public string Key(string ns, string name) => Type.Namespaced ? $"{KeyPrefix}{ns}/{name}" : KeyPrefix + name;

    /// <summary>The prefix of what a list or watch covers; the whole resource if no namespace is given.</summary>
    public string Scope(string ns) => ns.Length == 0 ? KeyPrefix : $"{KeyPrefix}{ns}/";

    public IApiObject Decode(ReadOnlyMemory<byte> json) => (IApiObject)ObjectCodec.Decode(Type.KindInfo, json);

    /// <summary>What the store holds, as an object of this version.</summary>
    public ResourceItem Item(KeyValue stored)
    {
        // A deletion's last state comes back converted already.
        if (Conversion is null || stored.Value.Span.StartsWith(typePrefix)) return new ResourceItem(this, stored);
        IApiKind served = Conversion.FromStored(ObjectCodec.Decode(Conversion.Stored, stored.Value));
        return new ResourceItem(this, new KeyValue
        {
            Key = stored.Key,
            Value = ObjectCodec.Encode(served),
            CreateRevision = stored.CreateRevision,
            ModRevision = stored.ModRevision,
            Version = stored.Version,
            Lease = stored.Lease,
        });
    }

    /// <summary>The bytes that are stored for an object of this version.</summary>
    public byte[] Stored(byte[] json) =>
        Conversion is null or { IsStored: true } ? json : ObjectCodec.Encode(Conversion.ToStored(ObjectCodec.Decode(Type.KindInfo, json)));

    // Where upstream's keys differ from group and plural.
    private static string StorageName(ResourceType type) => (type.Group, type.Plural) switch
    {
        ("", "services") => "services/specs",
        ("", "endpoints") => "services/endpoints",
        ("", "nodes") => "minions",
        ("", "replicationcontrollers") => "controllers",
        ("networking.k8s.io", "ingresses") => "ingress",
        _ => type.Plural,
    };

    // Upstream's built-in groups keep their objects straight under /registry, so no two of them may share a plural.
    private static string StorageGroup(ResourceType type) => type.Group switch
    {
        "apiregistration.k8s.io" or "apiextensions.k8s.io" => type.Group,
        _ => "",
    };
}
