using Netes.Api.AutoscalingV2;

namespace Netes.ApiServer.Strategies.Autoscaling;

/// <summary>How fast an autoscaler scales when it is not said: https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#default-behavior</summary>
internal static class BehaviorDefaults
{
    private const int Period = 15;

    public static void Apply(HorizontalPodAutoscalerBehavior behavior)
    {
        behavior.ScaleUp ??= new();
        behavior.ScaleUp.StabilizationWindowSeconds ??= 0;
        behavior.ScaleUp.SelectPolicy ??= "Max";
        behavior.ScaleUp.Policies ??=
        [
            new() { Type = "Pods", Value = 4, PeriodSeconds = Period },
            new() { Type = "Percent", Value = 100, PeriodSeconds = Period },
        ];
        behavior.ScaleDown ??= new();
        behavior.ScaleDown.SelectPolicy ??= "Max";
        behavior.ScaleDown.Policies ??= [new() { Type = "Percent", Value = 100, PeriodSeconds = Period }];
    }
}
