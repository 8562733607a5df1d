using System.Text;
using Netes.Api;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Resources;

/// <summary>One served resource: its type, its strategy, and where and how its objects are kept.</summary>
internal sealed class ResourceDefinition
{
    private readonly byte[] typePrefix;

    public ResourceDefinition(ResourceType type, Strategy strategy)
    {
        Type = type;
        Strategy = strategy;
        KeyPrefix = StorageGroup(type).Length == 0 ? $"/registry/{StorageName(type)}/" : $"/registry/{StorageGroup(type)}/{StorageName(type)}/";
        typePrefix = Encoding.UTF8.GetBytes($$"""{"kind":"{{type.KindInfo.Gvk.Kind}}","apiVersion":"{{type.KindInfo.Gvk.ApiVersion}}",""");
    }

    public ResourceType Type { get; }
    public Strategy Strategy { get; }

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
