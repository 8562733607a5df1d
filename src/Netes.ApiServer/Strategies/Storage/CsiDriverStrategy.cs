using Netes.Api.StorageV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Storage;

namespace Netes.ApiServer.Strategies.Storage;

/// <summary>https://kubernetes-csi.github.io/docs/csi-driver-object.html</summary>
internal sealed class CsiDriverStrategy : Strategy<CSIDriver>
{
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");

    public override bool HasGeneration => true;

    public override bool AllowUnconditionalUpdate => false;

    public override bool ReturnsDeletedObject => true;

    public override ITablePrinter Table => StoragePrinters.Drivers;

    public override void Default(CSIDriver driver)
    {
        var spec = driver.Spec;
        spec.AttachRequired ??= true;
        spec.PodInfoOnMount ??= false;
        spec.StorageCapacity ??= false;
        spec.FsGroupPolicy ??= "ReadWriteOnceWithFSType";
        spec.RequiresRepublish ??= false;
        spec.SeLinuxMount ??= false;
        if (spec.VolumeLifecycleModes is null or { Count: 0 }) spec.VolumeLifecycleModes = ["Persistent"];
    }

    // Counts changes only: a driver that never changed has none.
    public override void PrepareForCreate(CSIDriver driver, StrategyContext context) => driver.Metadata.Generation = 0;

    public override bool DesiredStateChanged(CSIDriver driver, CSIDriver old) => !driver.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(CSIDriver driver)
    {
        var errors = new ErrorList();
        CsiDriverRules.Validate(errors, driver.Spec, SpecPath);
        return errors;
    }

    public override ErrorList ValidateUpdate(CSIDriver driver, CSIDriver old)
    {
        var errors = Validate(driver);
        CsiDriverRules.Update(errors, driver.Spec, old.Spec, SpecPath);
        return errors;
    }

    public override IEnumerable<string> WarningsOnCreate(CSIDriver driver)
    {
        if (driver.Spec.TokenRequests is { Count: > 0 } && driver.Spec.ServiceAccountTokenInSecrets is null)
        {
            yield return "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent " +
                "possible logging of tokens in volume attributes";
        }
    }

    // Said once, when the driver comes to it.
    public override IEnumerable<string> WarningsOnUpdate(CSIDriver driver, CSIDriver old) =>
        WarningsOnCreate(old).Any() ? [] : WarningsOnCreate(driver);
}
