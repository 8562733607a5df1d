using Netes.Api;
using Netes.Api.StorageV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation;
using Netes.ApiServer.Validation.Apps;

namespace Netes.ApiServer.Strategies.Storage;

/// <summary>https://kubernetes.io/docs/concepts/storage/storage-capacity/</summary>
internal sealed class CsiStorageCapacityStrategy : Strategy<CSIStorageCapacity>
{
    private static readonly FieldPath Topology = FieldPath.Of("nodeTopology");
    private static readonly FieldPath ClassName = FieldPath.Of("storageClassName");

    public override bool AllowUnconditionalUpdate => false;

    public override ErrorList Validate(CSIStorageCapacity capacity)
    {
        var errors = new ErrorList();
        LabelRules.Selector(errors, capacity.NodeTopology, Topology);
        errors.AddInvalid(ClassName, capacity.StorageClassName, NameRules.DnsSubdomain(capacity.StorageClassName));
        NonNegative(errors, capacity.Capacity, FieldPath.Of("capacity"));
        NonNegative(errors, capacity.MaximumVolumeSize, FieldPath.Of("maximumVolumeSize"));
        return errors;
    }

    public override ErrorList ValidateUpdate(CSIStorageCapacity capacity, CSIStorageCapacity old)
    {
        var errors = Validate(capacity);
        WorkloadRules.ImmutableSelector(errors, capacity.NodeTopology, old.NodeTopology, Topology);
        SetRules.Immutable(errors, capacity.StorageClassName, old.StorageClassName, ClassName);
        return errors;
    }

    private static void NonNegative(ErrorList errors, Quantity? amount, FieldPath path)
    {
        if (amount is { Sign: < 0 } below) errors.Add(FieldError.Invalid(path, below, Messages.NonNegative));
    }
}
