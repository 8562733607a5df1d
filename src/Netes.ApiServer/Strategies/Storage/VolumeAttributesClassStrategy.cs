using Netes.Api.StorageV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation;
using Netes.ApiServer.Validation.Storage;

namespace Netes.ApiServer.Strategies.Storage;

/// <summary>https://kubernetes.io/docs/concepts/storage/volume-attributes-classes/</summary>
internal sealed class VolumeAttributesClassStrategy : Strategy<VolumeAttributesClass>
{
    private static readonly FieldPath DriverName = FieldPath.Of("driverName");
    private static readonly FieldPath Parameters = FieldPath.Of("parameters");

    public override bool ReturnsDeletedObject => true;

    public override ITablePrinter Table => StoragePrinters.AttributesClasses;

    public override ErrorList Validate(VolumeAttributesClass c)
    {
        var errors = new ErrorList();
        ParameterRules.Provisioner(errors, c.DriverName, DriverName);
        ParameterRules.Parameters(errors, c.Parameters, mayBeEmpty: false, Parameters);
        return errors;
    }

    public override ErrorList ValidateUpdate(VolumeAttributesClass c, VolumeAttributesClass old)
    {
        var errors = Validate(c);
        if (c.DriverName != old.DriverName) errors.Add(FieldError.Forbidden(DriverName, "updates to driverName are forbidden."));
        if (!SetRules.Same(c.Parameters, old.Parameters))
            errors.Add(FieldError.Forbidden(Parameters, "updates to parameters are forbidden."));
        return errors;
    }
}
