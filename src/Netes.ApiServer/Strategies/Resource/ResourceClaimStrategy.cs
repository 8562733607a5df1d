using Netes.Api.ResourceV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Resource;

namespace Netes.ApiServer.Strategies.Resource;

/// <summary>https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/#resourceclaims-templates</summary>
internal sealed class ResourceClaimStrategy : Strategy<ResourceClaim>
{
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");

    public override bool ReturnsDeletedObject => true;

    public override ITablePrinter Table => ResourcePrinters.Claims;

    public override void Default(ResourceClaim claim) => DeviceClaimDefaults.Apply(claim.Spec);

    public override void PrepareForCreate(ResourceClaim claim, StrategyContext context) => claim.Status = new();

    public override void PrepareForUpdate(ResourceClaim claim, ResourceClaim old, StrategyContext context) => claim.Status = old.Status;

    public override ResourceClaim PrepareForStatusUpdate(ResourceClaim claim, ResourceClaim old, StrategyContext context)
    {
        claim.Spec = old.Spec;
        StatusMetadata.Keep(claim.Metadata, old.Metadata);
        return claim;
    }

    public override ErrorList Validate(ResourceClaim claim)
    {
        var errors = new ErrorList();
        DeviceClaimRules.Validate(errors, claim.Spec, SpecPath);
        return errors;
    }

    public override ErrorList ValidateUpdate(ResourceClaim claim, ResourceClaim old)
    {
        if (claim.Spec.DeepEquals(old.Spec)) return [];
        var errors = Validate(claim);
        errors.Add(FieldError.Invalid(SpecPath, ClaimText.Of(claim.Spec), Messages.Immutable));
        return errors;
    }

    public override ErrorList ValidateStatusUpdate(ResourceClaim claim, ResourceClaim old)
    {
        var errors = new ErrorList();
        ClaimStatusRules.Update(errors, claim, old.Status);
        return errors;
    }
}
