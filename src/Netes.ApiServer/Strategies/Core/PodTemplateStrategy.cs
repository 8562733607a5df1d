using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>A template that stands for itself.</summary>
internal sealed class PodTemplateStrategy : Strategy<PodTemplate>
{
    public override bool HasGeneration => true;

    public override bool ReturnsDeletedObject => true;

    public override ITablePrinter Table => WorkloadPrinters.PodTemplates;

    public override void Default(PodTemplate template) => PodDefaults.Apply(template.Template.Spec);

    public override bool DesiredStateChanged(PodTemplate template, PodTemplate old) => !template.Template.DeepEquals(old.Template);

    public override ErrorList Validate(PodTemplate template)
    {
        var errors = new ErrorList();
        PodTemplateRules.Validate(errors, template.Template, FieldPath.Of("template"));
        return errors;
    }
}
