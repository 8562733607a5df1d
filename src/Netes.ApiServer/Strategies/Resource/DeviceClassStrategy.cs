using Netes.Api.ResourceV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Pods;
using Netes.ApiServer.Validation.Resource;

namespace Netes.ApiServer.Strategies.Resource;

/// <summary>https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/#deviceclass</summary>
internal sealed class DeviceClassStrategy : Strategy<DeviceClass>
{
    public override bool HasGeneration => true;

    public override bool ReturnsDeletedObject => true;

    public override NameRule NameRule => NameRule.LongName;

    public override ITablePrinter Table => ResourcePrinters.DeviceClasses;

    public override bool DesiredStateChanged(DeviceClass c, DeviceClass old) => !c.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(DeviceClass c) => Check(c.Spec, null);

    public override ErrorList ValidateUpdate(DeviceClass c, DeviceClass old) => Check(c.Spec, old.Spec);

    private static ErrorList Check(DeviceClassSpec spec, DeviceClassSpec? old)
    {
        var errors = new ErrorList();
        var path = FieldPath.Of("spec");
        var sameSelectors = old is not null && new DeviceClassSpec { Selectors = spec.Selectors }.DeepEquals(new() { Selectors = old.Selectors });
        DeviceConfigurationRules.Selectors(errors, spec.Selectors, sameSelectors, path.Child("selectors"));
        var sameConfig = old is not null && new DeviceClassSpec { Config = spec.Config }.DeepEquals(new() { Config = old.Config });
        Lists.Each(errors, spec.Config, DeviceClaimRules.MostConfigurations, path.Child("config"),
            (config, at) => DeviceConfigurationRules.Configuration(errors, config, sameConfig, at));
        if (spec.ExtendedResourceName is { } name && !ResourceNames.IsExtended(name))
            errors.Add(FieldError.Invalid(path.Child("extendedResourceName"), name, "must be a valid extended resource name"));
        return errors;
    }
}
