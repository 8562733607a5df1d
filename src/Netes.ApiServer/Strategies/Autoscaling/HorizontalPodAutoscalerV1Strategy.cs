using Netes.Api.AutoscalingV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Resources.Autoscaling;
using Netes.ApiServer.Validation.Autoscaling;

namespace Netes.ApiServer.Strategies.Autoscaling;

/// <summary>The autoscaler with one number for the CPU; its rules are those of what is stored, autoscaling/v2.</summary>
internal sealed class HorizontalPodAutoscalerV1Strategy : Strategy<HorizontalPodAutoscaler>
{
    public override ITablePrinter Table => AutoscalerPrinter.V1;

    /// <summary>Whoever writes v1 sees at once what v2 makes of it.</summary>
    public override void Default(HorizontalPodAutoscaler autoscaler)
    {
        var stored = AutoscalerConversion.ToV2(autoscaler);
        HorizontalPodAutoscalerStrategy.Fill(stored);
        var served = AutoscalerConversion.ToV1(stored);
        autoscaler.Metadata = served.Metadata;
        autoscaler.Spec = served.Spec;
        autoscaler.Status = served.Status;
    }

    public override void PrepareForCreate(HorizontalPodAutoscaler autoscaler, StrategyContext context) => Take(autoscaler, spec: autoscaler, status: new());

    public override void PrepareForUpdate(HorizontalPodAutoscaler autoscaler, HorizontalPodAutoscaler old, StrategyContext context) =>
        Take(autoscaler, spec: autoscaler, status: old);

    public override HorizontalPodAutoscaler PrepareForStatusUpdate(HorizontalPodAutoscaler autoscaler, HorizontalPodAutoscaler old, StrategyContext context)
    {
        Take(autoscaler, spec: old, status: autoscaler);
        return autoscaler;
    }

    /// <summary>Spec and status of two objects, with the annotations that belong to either.</summary>
    private static void Take(HorizontalPodAutoscaler autoscaler, HorizontalPodAutoscaler spec, HorizontalPodAutoscaler status)
    {
        var stored = AutoscalerConversion.ToV2(autoscaler);
        stored.Spec = AutoscalerConversion.ToV2(spec).Spec;
        stored.Status = AutoscalerConversion.ToV2(status).Status;
        var served = AutoscalerConversion.ToV1(stored);
        autoscaler.Metadata.Annotations = served.Metadata.Annotations;
        autoscaler.Spec = served.Spec;
        autoscaler.Status = served.Status;
    }

    public override ErrorList Validate(HorizontalPodAutoscaler autoscaler) =>
        AutoscalerRules.Validate(AutoscalerConversion.ToV2(autoscaler).Spec, null);

    public override ErrorList ValidateUpdate(HorizontalPodAutoscaler autoscaler, HorizontalPodAutoscaler old) =>
        AutoscalerRules.Validate(AutoscalerConversion.ToV2(autoscaler).Spec, AutoscalerConversion.ToV2(old).Spec);

    public override ErrorList ValidateStatusUpdate(HorizontalPodAutoscaler autoscaler, HorizontalPodAutoscaler old) =>
        AutoscalerRules.Status(AutoscalerConversion.ToV2(autoscaler).Status);
}
