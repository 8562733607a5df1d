using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Api.Schemas;

namespace Netes.ApiServer.OpenApi;

/// <summary>The named schemas that a document needs, each once, with the kinds that they are.</summary>
internal sealed class Definitions
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private const string ApiExtensions = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";

    private readonly SortedDictionary<string, Schema> _schemas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedSet<Gvk>> _kinds = new(StringComparer.Ordinal);

    /// <summary>By name, in order.</summary>
    public IEnumerable<KeyValuePair<string, Schema>> All => _schemas;

    /// <summary>The kinds that a definition is.</summary>
    public IReadOnlyCollection<Gvk> KindsOf(string definition) =>
        _kinds.TryGetValue(definition, out var kinds) ? kinds : (IReadOnlyCollection<Gvk>)[];

    /// <summary>The definition that stands for a schema; null for schemas that are written where they are used.</summary>
    public static string? NameOf(Schema schema) => schema.Kind switch
    {
        SchemaKind.Time => Meta + "Time",
        SchemaKind.MicroTime => Meta + "MicroTime",
        SchemaKind.Duration => Meta + "Duration",
        SchemaKind.FieldsV1 => Meta + "FieldsV1",
        SchemaKind.Quantity => "io.k8s.apimachinery.pkg.api.resource.Quantity",
        SchemaKind.IntOrString => "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
        SchemaKind.RawExtension => "io.k8s.apimachinery.pkg.runtime.RawExtension",
        SchemaKind.Json => schema.Name.Length > 0 ? schema.Name : ApiExtensions + "JSON",
        SchemaKind.Object when schema.Name.Length > 0 => schema.Name,
        _ => null,
    };

    /// <summary>Takes up a kind and all that it is made of.</summary>
    public void Add(KindInfo kind)
    {
        AddKind(kind.Schema, kind.Gvk);
        Add(kind.Schema);
    }

    /// <summary>What the operations of any group-version need beyond their own kinds.</summary>
    /// <param name="groupVersions">The group-versions that register the shared kinds.</param>
    public void AddShared(IEnumerable<(string Group, string Version)> groupVersions)
    {
        Add(Status.KindInfo);
        Add(Patch.Schema);
        foreach (var (group, version) in groupVersions.Prepend(("", "v1")))
        {
            AddKind(DeleteOptions.Schema, new Gvk(group, version, "DeleteOptions"));
            AddKind(WatchEvent.Schema, new Gvk(group, version, "WatchEvent"));
        }
        Add(DeleteOptions.Schema);
        Add(WatchEvent.Schema);
    }

    public void Add(Schema schema)
    {
        // Types nest, but not deeply; a definition is taken up before its fields, so that cycles end.
        if (NameOf(schema) is { } name && !_schemas.TryAdd(name, schema)) return;
        if (schema.Items is { } items) Add(items);
        foreach (SchemaField field in schema.Fields) Add(field.Schema);
    }

    private void AddKind(Schema schema, Gvk kind)
    {
        if (!_kinds.TryGetValue(schema.Name, out var kinds)) _kinds[schema.Name] = kinds = new SortedSet<Gvk>(KindOrder);
        kinds.Add(kind);
    }

    private static readonly Comparer<Gvk> KindOrder = Comparer<Gvk>.Create((a, b) =>
        string.CompareOrdinal($"{a.Group}/{a.Version}/{a.Kind}", $"{b.Group}/{b.Version}/{b.Kind}"));
}
