using System.Text.Json.Nodes;
using Netes.Api.ApiExtensionsV1;
using Netes.Api.AutoscalingV1;
using Netes.Api.MetaV1;
using Netes.Api.Validation;
using Netes.ApiServer.Extensions.Schemas;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Extensions.CustomResources;

/// <summary>Where in a custom resource its replicas stand.</summary>
internal sealed class ScalePaths(CustomResourceSubresourceScale scale)
{
    public string SpecReplicas => scale.SpecReplicasPath;

    /// <exception cref="ApiException">There is no number of replicas to be found.</exception>
    public Scale ToScale(CustomObject obj)
    {
        JsonNode? wanted = Find(obj, scale.SpecReplicasPath);
        if (wanted is null) throw ApiErrors.Internal($"the spec replicas field {GoValue.Quote(scale.SpecReplicasPath)} does not exist");
        JsonNode? found = Find(obj, scale.StatusReplicasPath);
        string selector = scale.LabelSelectorPath is { Length: > 0 } path ? JsonValues.Text(Find(obj, path)) ?? "" : "";
        return new Scale
        {
            Metadata = new ObjectMeta
            {
                Name = obj.Metadata.Name,
                Namespace = obj.Metadata.Namespace,
                Uid = obj.Metadata.Uid,
                ResourceVersion = obj.Metadata.ResourceVersion,
                CreationTimestamp = obj.Metadata.CreationTimestamp,
            },
            Spec = new ScaleSpec { Replicas = (int)Whole(wanted, scale.SpecReplicasPath) },
            Status = new ScaleStatus { Replicas = found is null ? 0 : (int)Whole(found, scale.StatusReplicasPath), Selector = selector },
        };
    }

    public void Set(CustomObject obj, int replicas)
    {
        string[] parts = Parts(scale.SpecReplicasPath);
        JsonObject at = obj.Content;
        foreach (string part in parts.AsSpan(0, parts.Length - 1))
        {
            if (at[part] is JsonObject next) at = next;
            else
            {
                var made = new JsonObject();
                at[part] = made;
                at = made;
            }
        }
        at[parts[^1]] = (long)replicas;
    }

    public void CheckSpec(ErrorList errors, CustomObject obj) => Check(errors, obj, scale.SpecReplicasPath);

    public void CheckStatus(ErrorList errors, CustomObject obj)
    {
        Check(errors, obj, scale.StatusReplicasPath);
        if (scale.LabelSelectorPath is not { Length: > 0 } path || Find(obj, path) is not { } selector) return;
        if (JsonValues.Text(selector) is null)
            errors.Add(FieldError.Invalid(FieldPath.Of(path), "", $"{string.Join('.', Parts(path))} accessor error: {Patching.GoFormat.Value(selector)} is of the type {Patching.GoFormat.TypeName(selector)}, expected string"));
    }

    private static void Check(ErrorList errors, CustomObject obj, string path)
    {
        if (Find(obj, path) is not { } value) return;
        FieldPath field = FieldPath.Of(path);
        if (JsonValues.TypeOf(value) != "integer")
            errors.Add(FieldError.Invalid(field, 0, $".{string.Join('.', Parts(path))} accessor error: {Patching.GoFormat.Value(value)} is of the type {Patching.GoFormat.TypeName(value)}, expected int64"));
        else if (value.GetValue<long>() < 0) errors.Add(FieldError.Invalid(field, value.GetValue<long>(), "should be a non-negative integer"));
        else if (value.GetValue<long>() > int.MaxValue) errors.Add(FieldError.Invalid(field, value.GetValue<long>(), $"should be less than or equal to {int.MaxValue}"));
    }

    private static long Whole(JsonNode value, string path) => JsonValues.TypeOf(value) == "integer" ? value.GetValue<long>()
        : throw ApiErrors.Internal($".{string.Join('.', Parts(path))} accessor error: {Patching.GoFormat.Value(value)} is of the type {Patching.GoFormat.TypeName(value)}, expected int64");

    private static JsonNode? Find(CustomObject obj, string path)
    {
        JsonNode? at = obj.Content;
        foreach (string part in Parts(path))
        {
            if (at is not JsonObject next || !next.TryGetPropertyValue(part, out at)) return null;
        }
        return at;
    }

    private static string[] Parts(string path) => path.TrimStart('.').Split('.');
}
