using Netes.Api.ApiExtensionsV1;
using Netes.Api.Validation;
using Netes.ApiServer.Strategies;
using Type = Netes.Api.ApiExtensionsV1.CustomResourceDefinitionConditionType;

namespace Netes.ApiServer.Extensions.Definitions;

internal sealed class CustomResourceDefinitionStrategy : Strategy<CustomResourceDefinition>
{
    /// <summary>Keeps a deleted definition until its objects are gone, too.</summary>
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    public override bool AllowUnconditionalUpdate => false;

    public override bool HasGeneration => true;

    public override bool HoldsDeletion => true;

    public override bool ChecksFinalizers => false;

    public override ITablePrinter? Table => Printing.KnownPrinters.Find("apiextensions.k8s.io", "customresourcedefinitions");

    public override void Default(CustomResourceDefinition obj)
    {
        CustomResourceDefinitionNames names = obj.Spec.Names;
        if (names.Singular.Length == 0) names.Singular = names.Kind.ToLowerInvariant();
        if (names.ListKind.Length == 0 && names.Kind.Length > 0) names.ListKind = names.Kind + "List";
        obj.Spec.Conversion ??= new CustomResourceConversion { Strategy = ConversionStrategyType.None };
        if (obj.Spec.Conversion.Webhook?.ClientConfig?.Service is { Port: null } service) service.Port = 443;
        DefaultNames(obj.Status.AcceptedNames);
        if (obj.Status.StoredVersions is null or { Count: 0 }) AddStoredVersion(obj);
    }

    private static void DefaultNames(CustomResourceDefinitionNames names)
    {
        if (names.Kind.Length == 0) return;
        if (names.Singular.Length == 0) names.Singular = names.Kind.ToLowerInvariant();
        if (names.ListKind.Length == 0) names.ListKind = names.Kind + "List";
    }

    public override void PrepareForCreate(CustomResourceDefinition obj, StrategyContext context)
    {
        obj.Status = new CustomResourceDefinitionStatus();
        AddStoredVersion(obj);
    }

    public override void PrepareForUpdate(CustomResourceDefinition obj, CustomResourceDefinition old, StrategyContext context)
    {
        obj.Status = old.Status.Clone();
        AddStoredVersion(obj);
    }

    /// <summary>The version that objects are stored in from now on joins those in which some may be.</summary>
    private static void AddStoredVersion(CustomResourceDefinition obj)
    {
        if (obj.Spec.Versions?.Find(v => v.Storage) is not { } version) return;
        List<string> stored = obj.Status.StoredVersions ??= [];
        if (!stored.Contains(version.Name)) stored.Add(version.Name);
    }

    public override CustomResourceDefinition PrepareForStatusUpdate(CustomResourceDefinition obj, CustomResourceDefinition old, StrategyContext context)
    {
        obj.Spec = old.Spec.Clone();
        return obj;
    }

    public override ErrorList Validate(CustomResourceDefinition obj) => DefinitionRules.Check(obj);

    public override ErrorList ValidateUpdate(CustomResourceDefinition obj, CustomResourceDefinition old) => DefinitionRules.CheckUpdate(obj, old);

    public override ErrorList ValidateStatusUpdate(CustomResourceDefinition obj, CustomResourceDefinition old) => DefinitionRules.CheckStatus(obj);

    public override bool DesiredStateChanged(CustomResourceDefinition obj, CustomResourceDefinition old) => !obj.Spec.DeepEquals(old.Spec);

    public override bool HoldDeletion(CustomResourceDefinition obj, DateTime now)
    {
        if (obj.Metadata.DeletionTimestamp is not null) return false;
        List<string> finalizers = obj.Metadata.Finalizers ??= [];
        if (!finalizers.Contains(CleanupFinalizer)) finalizers.Add(CleanupFinalizer);
        DefinitionConditions.Set(obj, Type.Terminating, true, "InstanceDeletionPending",
            "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon", now);
        return true;
    }
}
