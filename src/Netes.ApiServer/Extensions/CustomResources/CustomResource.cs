using Netes.Api;
using Netes.Api.ApiExtensionsV1;
using Netes.ApiServer.Discovery;
using Netes.ApiServer.Extensions.Schemas;

namespace Netes.ApiServer.Extensions.CustomResources;

/// <summary>One served version of a custom resource: what its definition says, made ready for requests.</summary>
internal sealed class CustomResource
{
    private static readonly string[] Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
    private static readonly string[] SubresourceVerbs = ["get", "patch", "update"];

    /// <param name="definition">A valid definition.</param>
    /// <param name="version">One of its versions.</param>
    /// <param name="state">What of the definition changes without making it another.</param>
    public CustomResource(CustomResourceDefinition definition, CustomResourceDefinitionVersion version, CustomResourceState state)
    {
        CustomResourceDefinitionSpec spec = definition.Spec;
        CustomResourceDefinitionNames names = definition.Status.AcceptedNames;
        Version = version;
        State = state;
        JSONSchemaProps source = version.SchemaValue?.OpenAPIV3Schema ?? StructuralSchema.Anything.Source;
        Schema = StructuralSchema.From(source);
        Validator = new SchemaValidator(source);
        StatusValidator = source.Properties?.GetValueOrDefault("status") is { } status ? new SchemaValidator(status) : null;
        HasStatus = version.Subresources?.Status is not null;
        Scale = version.Subresources?.Scale is { } scale ? new ScalePaths(scale) : null;
        SelectableFields = (version.SelectableFields ?? []).ToDictionary(f => f.JsonPath.TrimStart('.'), f => JsonPath.Parse(f.JsonPath));
        var gvk = new Gvk(spec.Group, version.Name, names.Kind);
        Kind = new CustomKind(gvk, Schema, spec.PreserveUnknownFields).Info;
        ListKind = names.ListKind.Length > 0 ? names.ListKind : names.Kind + "List";
        Warning = version.Deprecated ? version.DeprecationWarning ?? DeprecationText(spec, version, names.Kind) : null;
        Type = new ResourceType(new Gvr(spec.Group, version.Name, spec.Names.Plural), names.Kind, names.Singular, spec.Scope == ResourceScope.Namespaced)
        {
            ShortNames = names.ShortNames ?? [],
            Categories = names.Categories ?? [],
            Verbs = Verbs,
            Subresources = [.. Subresources(names.Kind)],
        }.WithKind(Kind);
    }

    public CustomResourceDefinitionVersion Version { get; }
    public CustomResourceState State { get; }
    public ResourceType Type { get; }
    public KindInfo Kind { get; }
    public string ListKind { get; }
    public StructuralSchema Schema { get; }
    public SchemaValidator Validator { get; }
    public SchemaValidator? StatusValidator { get; }

    /// <summary>The rules in CEL; null when there are none.</summary>
    public ICustomRules? Rules { get; init; }

    public bool HasStatus { get; }
    public ScalePaths? Scale { get; }

    /// <summary>By the names that field selectors use.</summary>
    public IReadOnlyDictionary<string, JsonPath> SelectableFields { get; }

    /// <summary>What clients of a deprecated version are warned with; null for versions that aren't.</summary>
    public string? Warning { get; }

    private IEnumerable<SubresourceType> Subresources(string kind)
    {
        if (HasStatus) yield return new SubresourceType("status", kind, "", "", SubresourceVerbs);
        if (Scale is not null) yield return new SubresourceType("scale", "Scale", "autoscaling", "v1", SubresourceVerbs);
    }

    private static string DeprecationText(CustomResourceDefinitionSpec spec, CustomResourceDefinitionVersion version, string kind)
    {
        string text = $"{spec.Group}/{version.Name} {kind} is deprecated";
        string? better = (spec.Versions ?? []).Where(v => v.Served && !v.Deprecated && KubeVersionOrder.Instance.Compare(v.Name, version.Name) < 0)
            .Select(v => v.Name).Order(KubeVersionOrder.Instance).FirstOrDefault();
        return better is null ? text : $"{text}; use {spec.Group}/{better} {kind}";
    }
}

/// <summary>What may change while a custom resource is served, shared by all its versions.</summary>
internal sealed class CustomResourceState
{
    private volatile bool terminating;

    /// <summary>The definition is being deleted: nothing new is created.</summary>
    public bool IsTerminating
    {
        get => terminating;
        set => terminating = value;
    }
}
