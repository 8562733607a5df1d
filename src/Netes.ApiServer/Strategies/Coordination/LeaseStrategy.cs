using Netes.Api.CoordinationV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;

namespace Netes.ApiServer.Strategies.Coordination;

/// <summary>https://kubernetes.io/docs/concepts/architecture/leases/</summary>
internal sealed class LeaseStrategy : Strategy<Lease>
{
    public override bool AllowCreateOnUpdate => true;

    public override bool AllowUnconditionalUpdate => false;

    public override ITablePrinter Table => LeasePrinter.Instance;

    /// <summary>Coordinated leader election (KEP-4355) is off: its fields are dropped.</summary>
    public override void PrepareForCreate(Lease lease, StrategyContext context)
    {
        lease.Spec.Strategy = null;
        lease.Spec.PreferredHolder = null;
    }

    public override void PrepareForUpdate(Lease lease, Lease old, StrategyContext context)
    {
        lease.Spec.Strategy = old.Spec.Strategy is null ? null : lease.Spec.Strategy;
        lease.Spec.PreferredHolder = old.Spec.PreferredHolder is null ? null : lease.Spec.PreferredHolder;
    }

    public override ErrorList Validate(Lease lease)
    {
        var errors = new ErrorList();
        var path = FieldPath.Of("spec");
        if (lease.Spec.LeaseDurationSeconds is <= 0 and var seconds)
            errors.Add(FieldError.Invalid(path.Child("leaseDurationSeconds"), seconds, "must be greater than 0"));
        if (lease.Spec.LeaseTransitions is < 0 and var transitions)
            errors.Add(FieldError.Invalid(path.Child("leaseTransitions"), transitions, "must be greater than or equal to 0"));
        return errors;
    }
}
