using Netes.Api.NetworkingV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Networking;

namespace Netes.ApiServer.Strategies.Networking;

/// <summary>KEP-1880: a range that Services get addresses from.</summary>
internal sealed class ServiceCIDRStrategy : Strategy<ServiceCIDR>
{
    public override ITablePrinter Table => NetworkingPrinters.ServiceCIDRs;

    public override void PrepareForCreate(ServiceCIDR range, StrategyContext context) => range.Status = new();

    public override void PrepareForUpdate(ServiceCIDR range, ServiceCIDR old, StrategyContext context) => range.Status = old.Status;

    public override ServiceCIDR PrepareForStatusUpdate(ServiceCIDR range, ServiceCIDR old, StrategyContext context)
    {
        range.Spec = old.Spec;
        return range;
    }

    public override ErrorList Validate(ServiceCIDR range)
    {
        var errors = new ErrorList();
        AddressRules.Ranges(errors, range.Spec.Cidrs);
        return errors;
    }

    public override ErrorList ValidateUpdate(ServiceCIDR range, ServiceCIDR old)
    {
        var errors = new ErrorList();
        AddressRules.RangesStay(errors, range.Spec.Cidrs, old.Spec.Cidrs);
        return errors;
    }
}
