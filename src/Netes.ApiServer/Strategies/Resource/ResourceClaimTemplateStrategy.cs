using Netes.Api.ResourceV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation;
using Netes.ApiServer.Validation.Resource;

namespace Netes.ApiServer.Strategies.Resource;

/// <summary>https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/#resourceclaims-templates</summary>
internal sealed class ResourceClaimTemplateStrategy : Strategy<ResourceClaimTemplate>
{
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");

    public override bool ReturnsDeletedObject => true;

    public override ITablePrinter Table => ResourcePrinters.Templates;

    public override void Default(ResourceClaimTemplate template) => DeviceClaimDefaults.Apply(template.Spec.Spec);

    public override ErrorList Validate(ResourceClaimTemplate template)
    {
        var errors = new ErrorList();
        var metadata = SpecPath.Child("metadata");
        LabelRules.Annotations(errors, template.Spec.Metadata.Annotations, metadata.Child("annotations"));
        LabelRules.Labels(errors, template.Spec.Metadata.Labels, metadata.Child("labels"));
        ClaimTemplateRules.OnlyLabelsAndAnnotations(errors, template.Spec.Metadata, metadata);
        DeviceClaimRules.Validate(errors, template.Spec.Spec, SpecPath.Child("spec"));
        return errors;
    }

    public override ErrorList ValidateUpdate(ResourceClaimTemplate template, ResourceClaimTemplate old)
    {
        if (template.Spec.DeepEquals(old.Spec)) return [];
        var errors = Validate(template);
        errors.Add(FieldError.Invalid(SpecPath, ClaimText.Of(template.Spec), Messages.Immutable));
        return errors;
    }
}
