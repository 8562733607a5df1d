using Netes.Api;

namespace Netes.Client;

/// <summary>What names an object of one resource: its namespace (empty for cluster-scoped ones) and its name.</summary>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    public static ObjectKey Of(IApiObject obj) => new(obj.Metadata.Namespace, obj.Metadata.Name);

    /// <summary>"namespace/name", or "name" alone: the form that logs and kubectl use.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
