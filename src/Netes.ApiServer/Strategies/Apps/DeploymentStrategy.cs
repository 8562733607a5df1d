using Netes.Api.AppsV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Strategies.Core;
using Netes.ApiServer.Validation.Apps;

namespace Netes.ApiServer.Strategies.Apps;

/// <summary>https://kubernetes.io/docs/concepts/workloads/controllers/deployment/</summary>
internal sealed class DeploymentStrategy : Strategy<Deployment>
{
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");

    public override bool HasGeneration => true;

    public override ITablePrinter Table => DeploymentPrinter.Instance;

    public override void Default(Deployment deployment)
    {
        var spec = deployment.Spec;
        spec.Replicas ??= 1;
        PodDefaults.Apply(spec.Template.Spec);
        if (spec.Strategy.Type.Length == 0) spec.Strategy.Type = "RollingUpdate";
        if (spec.Strategy.Type == "RollingUpdate")
        {
            var rolling = spec.Strategy.RollingUpdate ??= new();
            rolling.MaxUnavailable ??= "25%";
            rolling.MaxSurge ??= "25%";
        }
        spec.RevisionHistoryLimit ??= 10;
        spec.ProgressDeadlineSeconds ??= 600;
    }

    public override void PrepareForCreate(Deployment deployment, StrategyContext context)
    {
        deployment.Status = new();
        AppArmorAnnotations.Sync(deployment.Spec.Template.Metadata, deployment.Spec.Template.Spec);
    }

    public override void PrepareForUpdate(Deployment deployment, Deployment old, StrategyContext context)
    {
        deployment.Status = old.Status;
        AppArmorAnnotations.Sync(deployment.Spec.Template.Metadata, deployment.Spec.Template.Spec);
    }

    public override Deployment PrepareForStatusUpdate(Deployment deployment, Deployment old, StrategyContext context)
    {
        deployment.Spec = old.Spec;
        deployment.Metadata.Labels = old.Metadata.Labels;
        return deployment;
    }

    public override bool DesiredStateChanged(Deployment deployment, Deployment old) =>
        !deployment.Spec.DeepEquals(old.Spec) || !Annotations.Equal(deployment.Metadata, old.Metadata);

    public override ErrorList Validate(Deployment deployment)
    {
        var errors = new ErrorList();
        DeploymentRules.Validate(errors, deployment.Spec, SpecPath);
        return errors;
    }

    public override ErrorList ValidateUpdate(Deployment deployment, Deployment old)
    {
        var errors = Validate(deployment);
        WorkloadRules.ImmutableSelector(errors, deployment.Spec.Selector, old.Spec.Selector, SpecPath.Child("selector"));
        return errors;
    }

    public override ErrorList ValidateStatusUpdate(Deployment deployment, Deployment old)
    {
        var errors = new ErrorList();
        DeploymentRules.Status(errors, deployment.Status, old.Status, FieldPath.Of("status"));
        return errors;
    }

    public override IEnumerable<string> WarningsOnCreate(Deployment deployment) =>
        PodWarnings.Of(deployment.Spec.Template.Spec, deployment.Spec.Template.Metadata, SpecPath.Child("template", "spec"));

    public override IEnumerable<string> WarningsOnUpdate(Deployment deployment, Deployment old) =>
        deployment.Spec.DeepEquals(old.Spec) ? [] : WarningsOnCreate(deployment);
}
