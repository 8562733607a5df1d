using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Core;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>https://kubernetes.io/docs/concepts/policy/resource-quotas/</summary>
internal sealed class ResourceQuotaStrategy : Strategy<ResourceQuota>
{
    public override bool ReturnsDeletedObject => true;

    public override ITablePrinter Table => ResourceQuotaPrinter.Instance;

    public override void Default(ResourceQuota quota)
    {
        foreach (var amounts in (Dictionary<string, Quantity>?[])[quota.Spec.Hard, quota.Status.Hard, quota.Status.Used])
            ContainerDefaults.RoundAmounts(amounts);
    }

    public override void PrepareForCreate(ResourceQuota quota, StrategyContext context) => quota.Status = new();

    public override void PrepareForUpdate(ResourceQuota quota, ResourceQuota old, StrategyContext context) => quota.Status = old.Status;

    public override ResourceQuota PrepareForStatusUpdate(ResourceQuota quota, ResourceQuota old, StrategyContext context)
    {
        quota.Spec = old.Spec;
        return quota;
    }

    public override ErrorList Validate(ResourceQuota quota)
    {
        var errors = new ErrorList();
        QuotaRules.Validate(errors, quota.Spec);
        return errors;
    }

    public override ErrorList ValidateUpdate(ResourceQuota quota, ResourceQuota old)
    {
        var errors = Validate(quota);
        QuotaRules.ScopesStay(errors, quota.Spec, old.Spec);
        return errors;
    }

    public override ErrorList ValidateStatusUpdate(ResourceQuota quota, ResourceQuota old)
    {
        var errors = new ErrorList();
        QuotaRules.Status(errors, quota.Status);
        return errors;
    }
}
