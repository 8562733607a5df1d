using Netes.Api.AutoscalingV2;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Resources.Autoscaling;
using Netes.ApiServer.Validation.Autoscaling;

namespace Netes.ApiServer.Strategies.Autoscaling;

/// <summary>https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/</summary>
internal sealed class HorizontalPodAutoscalerStrategy : Strategy<HorizontalPodAutoscaler>
{
    public override ITablePrinter Table => AutoscalerPrinter.Instance;

    public override void Default(HorizontalPodAutoscaler autoscaler) => Fill(autoscaler);

    internal static void Fill(HorizontalPodAutoscaler autoscaler)
    {
        var spec = autoscaler.Spec;
        spec.MinReplicas ??= 1;
        if (spec.Metrics is not { Count: > 0 }) spec.Metrics = [AutoscalerConversion.DefaultMetric()];
        if (spec.Behavior is { } behavior) BehaviorDefaults.Apply(behavior);
    }

    public override void PrepareForCreate(HorizontalPodAutoscaler autoscaler, StrategyContext context) => autoscaler.Status = new();

    public override void PrepareForUpdate(HorizontalPodAutoscaler autoscaler, HorizontalPodAutoscaler old, StrategyContext context) =>
        autoscaler.Status = old.Status;

    public override HorizontalPodAutoscaler PrepareForStatusUpdate(HorizontalPodAutoscaler autoscaler, HorizontalPodAutoscaler old, StrategyContext context)
    {
        autoscaler.Spec = old.Spec;
        return autoscaler;
    }

    public override ErrorList Validate(HorizontalPodAutoscaler autoscaler) => AutoscalerRules.Validate(autoscaler.Spec, null);

    public override ErrorList ValidateUpdate(HorizontalPodAutoscaler autoscaler, HorizontalPodAutoscaler old) =>
        AutoscalerRules.Validate(autoscaler.Spec, old.Spec);

    public override ErrorList ValidateStatusUpdate(HorizontalPodAutoscaler autoscaler, HorizontalPodAutoscaler old) =>
        AutoscalerRules.Status(autoscaler.Status);
}
