using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>The template of Pods in a workload.</summary>
internal static class PodTemplateRules
{
    public static void Validate(ErrorList errors, PodTemplateSpec template, FieldPath path)
    {
        // Labels and annotations of a template are named without "metadata"; clients know them so.
        LabelRules.Labels(errors, template.Metadata.Labels, path.Child("labels"));
        LabelRules.Annotations(errors, template.Metadata.Annotations, path.Child("annotations"));
        PodAnnotationRules.Validate(errors, template.Metadata.Annotations, template.Spec, path.Child("annotations"));
        PodSpecRules.Validate(errors, template.Spec, path.Child("spec"), new PodContext(IsTemplate: true));
        if (template.Spec.EphemeralContainers is { Count: > 0 })
        {
            errors.Add(FieldError.Forbidden(path.Child("spec", "ephemeralContainers"),
                "ephemeral containers not allowed in pod template"));
        }
    }
}
