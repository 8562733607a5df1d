using System.Text.Json.Nodes;
using Netes.Api;
using Netes.Api.Json;
using Netes.Api.MetaV1;
using Netes.Api.Schemas;
using Netes.ApiServer.Extensions.Schemas;
using Netes.ApiServer.Patching;

namespace Netes.ApiServer.Extensions.CustomResources;

/// <summary>Makes the codec of one version of a custom resource: what its schema doesn't have is dropped while reading.</summary>
internal sealed class CustomKind
{
    private readonly StructuralSchema schema;
    private readonly bool keepsUnknownFields;

    /// <param name="gvk">The version's kind.</param>
    /// <param name="schema">The version's schema.</param>
    /// <param name="keepsUnknownFields">Whether nothing is pruned (spec.preserveUnknownFields of old definitions).</param>
    public CustomKind(Gvk gvk, StructuralSchema schema, bool keepsUnknownFields)
    {
        this.schema = schema;
        this.keepsUnknownFields = keepsUnknownFields;
        var apply = new Lazy<Schema>(() => ApplySchema.Of(DefinitionName(gvk), schema));
        Info = KindInfo.Custom(gvk, typeof(CustomObject), Read, static o => ((CustomObject)o).Clone(),
            static (a, b) => ((CustomObject)a).DeepEquals((CustomObject)b), () => apply.Value, () => new CustomObject(Info!));
    }

    public KindInfo Info { get; }

    /// <summary>The name in OpenAPI: <c>com.example.stable.v1.CronTab</c> for stable.example.com/v1.</summary>
    public static string DefinitionName(Gvk gvk) => string.Join('.', gvk.Group.Split('.').Reverse()) + $".{gvk.Version}.{gvk.Kind}";

    private CustomObject Read(ref JsonDecoder decoder)
    {
        var obj = new CustomObject(Info) { Kind = "", ApiVersion = "" };
        List<string>? strict = decoder.StrictErrors;
        if (!decoder.BeginObject("Unstructured", "map[string]interface {}")) return obj;
        while (decoder.NextField())
        {
            if (decoder.Is("kind"u8, "kind", 0)) obj.Kind = decoder.String();
            else if (decoder.Is("apiVersion"u8, "apiVersion", 1)) obj.ApiVersion = decoder.String();
            else if (decoder.Is("metadata"u8, "metadata", 2)) obj.Metadata = ObjectMeta.ReadJson(ref decoder);
            else
            {
                string name = decoder.FieldName;
                RawJson raw = decoder.Raw();
                if (obj.Content.Remove(name)) strict?.Add($"duplicate field \"{name}\"");
                obj.Content[name] = JsonTree.Parse(raw.Utf8.Span, strict, name);
            }
        }
        decoder.EndObject();
        if (keepsUnknownFields) return obj;
        List<string>? unknown = strict is null ? null : [];
        Pruner.Prune(obj.Content, schema, unknown);
        foreach (string path in unknown ?? []) strict!.Add($"unknown field \"{path}\"");
        return obj;
    }
}
