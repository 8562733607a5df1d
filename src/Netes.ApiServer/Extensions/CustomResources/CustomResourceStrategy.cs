using System.Text.Json.Nodes;
using Netes.Api.Validation;
using Netes.ApiServer.Extensions.Schemas;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Extensions.CustomResources;

/// <summary>The strategy of one version of a custom resource: all it knows comes from the definition.</summary>
internal sealed class CustomResourceStrategy(CustomResource resource) : Strategy<CustomObject>
{
    public override bool AllowUnconditionalUpdate => false;

    public override bool HasGeneration => true;

    public override bool ChecksFinalizers => false;

    public override ITablePrinter Table { get; } = new CustomTable(resource.Version.AdditionalPrinterColumns);

    public override IReadOnlyList<string> SelectableFields { get; } = [.. resource.SelectableFields.Keys];

    public override string UnknownSelectableField(string field) => "field label not supported: " + field;

    public override string SelectableField(CustomObject obj, string field) =>
        resource.SelectableFields[field].Find(obj).FirstOrDefault() is { } value ? Patching.GoFormat.Value(value) : "";

    public override void Default(CustomObject obj) => Defaulter.Fill(obj.Content, resource.Schema);

    public override void PrepareForCreate(CustomObject obj, StrategyContext context)
    {
        if (resource.HasStatus) obj.Content.Remove("status");
    }

    public override void PrepareForUpdate(CustomObject obj, CustomObject old, StrategyContext context)
    {
        if (!resource.HasStatus) return;
        obj.Content.Remove("status");
        if (old.Content.TryGetPropertyValue("status", out JsonNode? status)) obj.Content["status"] = status?.DeepClone();
    }

    public override bool DesiredStateChanged(CustomObject obj, CustomObject old) => Differ(obj.Content, old.Content) || Differ(old.Content, obj.Content);

    private bool Differ(JsonObject a, JsonObject b)
    {
        foreach (var (name, value) in a)
        {
            if (resource.HasStatus && name == "status") continue;
            if (!b.TryGetPropertyValue(name, out JsonNode? other) || !JsonValues.AreEqual(value, other)) return true;
        }
        return false;
    }

    /// <summary>Nothing but the status and the record of who wrote it may change.</summary>
    public override CustomObject PrepareForStatusUpdate(CustomObject obj, CustomObject old, StrategyContext context)
    {
        CustomObject result = old.Clone();
        result.Metadata.ManagedFields = obj.Metadata.ManagedFields;
        result.Content.Remove("status");
        if (obj.Content.TryGetPropertyValue("status", out JsonNode? status)) result.Content["status"] = status?.DeepClone();
        return result;
    }

    public override ErrorList Validate(CustomObject obj)
    {
        ErrorList errors = CheckType(obj);
        if (errors.Count > 0) return errors;
        JsonObject tree = obj.ToTree();
        errors.AddRange(resource.Validator.Validate(tree, null));
        resource.Scale?.CheckSpec(errors, obj);
        resource.Scale?.CheckStatus(errors, obj);
        EmbeddedRules.Check(errors, obj.Content, resource.Schema);
        ListRules.Check(errors, obj.Content, resource.Schema);
        CheckRules(errors, tree, null);
        return errors;
    }

    public override ErrorList ValidateUpdate(CustomObject obj, CustomObject old)
    {
        ErrorList errors = CheckType(obj);
        if (errors.Count > 0) return errors;
        JsonObject tree = obj.ToTree(), former = old.ToTree();
        errors.AddRange(resource.Validator.ValidateUpdate(tree, former, null));
        resource.Scale?.CheckSpec(errors, obj);
        resource.Scale?.CheckStatus(errors, obj);
        EmbeddedRules.Check(errors, obj.Content, resource.Schema);
        CheckLists(errors, obj, old);
        CheckRules(errors, tree, former);
        return errors;
    }

    public override ErrorList ValidateStatusUpdate(CustomObject obj, CustomObject old)
    {
        var errors = new ErrorList();
        JsonObject tree = obj.ToTree(), former = old.ToTree();
        if (resource.StatusValidator is { } validator && obj.Content.TryGetPropertyValue("status", out JsonNode? status))
            errors.AddRange(validator.ValidateUpdate(status, old.Content["status"], FieldPath.Of("status")));
        resource.Scale?.CheckStatus(errors, obj);
        EmbeddedRules.Check(errors, obj.Content, resource.Schema);
        CheckLists(errors, obj, old);
        CheckRules(errors, tree, former);
        return errors;
    }

    /// <summary>What was double before may stay.</summary>
    private void CheckLists(ErrorList errors, CustomObject obj, CustomObject old)
    {
        var before = new ErrorList();
        ListRules.Check(before, old.Content, resource.Schema);
        if (before.Count == 0) ListRules.Check(errors, obj.Content, resource.Schema);
    }

    private ErrorList CheckType(CustomObject obj)
    {
        var errors = new ErrorList();
        if (obj.Kind != resource.Kind.Kind) errors.Add(FieldError.Invalid(FieldPath.Of("kind"), obj.Kind, $"must be {resource.Kind.Kind}"));
        if (obj.ApiVersion != resource.Kind.Gvk.ApiVersion)
            errors.Add(FieldError.Invalid(FieldPath.Of("apiVersion"), obj.ApiVersion, $"must be {resource.Kind.Gvk.ApiVersion}"));
        return errors;
    }

    /// <summary>Rules in CEL see only objects whose types are right.</summary>
    private void CheckRules(ErrorList errors, JsonObject tree, JsonObject? old)
    {
        if (resource.Rules is not { } rules) return;
        if (errors.Any(static e => e.Type is ErrorType.NotSupported or ErrorType.Required or ErrorType.TooLong or ErrorType.TooMany or ErrorType.TypeInvalid))
        {
            errors.Add(FieldError.Invalid(null, null,
                "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation"));
            return;
        }
        errors.AddRange(rules.Check(tree, old));
    }
}
