using Netes.Api;
using Netes.Api.MetaV1;
using V1 = Netes.Api.AutoscalingV1;
using V2 = Netes.Api.AutoscalingV2;

namespace Netes.ApiServer.Resources.Autoscaling;

/// <summary>
/// autoscaling/v1 HorizontalPodAutoscalers are stored as autoscaling/v2. v1 has one number for the CPU; what else v2 says stands
/// in annotations of the v1 object (<see cref="RoundTripAnnotations"/>).
/// </summary>
internal sealed class AutoscalerConversion : IVersionConversion
{
    private const int DefaultCpuUtilization = 80;

    public KindInfo Stored => V2.HorizontalPodAutoscaler.KindInfo;

    public IApiKind FromStored(IApiKind stored) => ToV1((V2.HorizontalPodAutoscaler)stored);

    public IApiKind ToStored(IApiKind served) => ToV2((V1.HorizontalPodAutoscaler)served);

    public static V1.HorizontalPodAutoscaler ToV1(V2.HorizontalPodAutoscaler autoscaler)
    {
        V2.HorizontalPodAutoscalerSpec spec = autoscaler.Spec;
        V2.HorizontalPodAutoscalerStatus status = autoscaler.Status;
        return new V1.HorizontalPodAutoscaler
        {
            Metadata = WithAnnotations(autoscaler.Metadata, RoundTripAnnotations.Of(autoscaler)),
            Spec = new V1.HorizontalPodAutoscalerSpec
            {
                ScaleTargetRef = new() { Kind = spec.ScaleTargetRef.Kind, Name = spec.ScaleTargetRef.Name, ApiVersion = spec.ScaleTargetRef.ApiVersion },
                MinReplicas = spec.MinReplicas,
                MaxReplicas = spec.MaxReplicas,
                TargetCPUUtilizationPercentage = spec.Metrics?.Find(IsCpuUtilization)?.Resource!.Target.AverageUtilization,
            },
            Status = new V1.HorizontalPodAutoscalerStatus
            {
                ObservedGeneration = status.ObservedGeneration,
                LastScaleTime = status.LastScaleTime,
                CurrentReplicas = status.CurrentReplicas,
                DesiredReplicas = status.DesiredReplicas,
                CurrentCPUUtilizationPercentage = status.CurrentMetrics?.FindLast(m => m is
                    { Type: "Resource", Resource: { Name: "cpu", Current.AverageUtilization: not null } })?.Resource!.Current.AverageUtilization,
            },
        };
    }

    public static V2.HorizontalPodAutoscaler ToV2(V1.HorizontalPodAutoscaler autoscaler)
    {
        V1.HorizontalPodAutoscalerSpec spec = autoscaler.Spec;
        V1.HorizontalPodAutoscalerStatus status = autoscaler.Status;
        var result = new V2.HorizontalPodAutoscaler
        {
            Metadata = WithAnnotations(autoscaler.Metadata, RoundTripAnnotations.Drop(autoscaler.Metadata.Annotations)),
            Spec = new V2.HorizontalPodAutoscalerSpec
            {
                ScaleTargetRef = new() { Kind = spec.ScaleTargetRef.Kind, Name = spec.ScaleTargetRef.Name, ApiVersion = spec.ScaleTargetRef.ApiVersion },
                MinReplicas = spec.MinReplicas,
                MaxReplicas = spec.MaxReplicas,
            },
            Status = new V2.HorizontalPodAutoscalerStatus
            {
                ObservedGeneration = status.ObservedGeneration,
                LastScaleTime = status.LastScaleTime,
                CurrentReplicas = status.CurrentReplicas,
                DesiredReplicas = status.DesiredReplicas,
            },
        };
        if (status.CurrentCPUUtilizationPercentage is { } current)
            result.Status.CurrentMetrics = [new() { Type = "Resource", Resource = new() { Name = "cpu", Current = new() { AverageUtilization = current } } }];
        RoundTripAnnotations.Restore(autoscaler.Metadata.Annotations, result);
        if (spec.TargetCPUUtilizationPercentage is { } target) (result.Spec.Metrics ??= []).Add(CpuUtilization(target));
        if (result.Spec.Metrics is not { Count: > 0 }) result.Spec.Metrics = [CpuUtilization(DefaultCpuUtilization)];
        return result;
    }

    /// <summary>The metric that v1 has a field for.</summary>
    public static bool IsCpuUtilization(V2.MetricSpec metric) =>
        metric is { Type: "Resource", Resource: { Name: "cpu", Target.AverageUtilization: not null } };

    /// <summary>What an autoscaler looks at when it says nothing: the CPU.</summary>
    public static V2.MetricSpec DefaultMetric() => CpuUtilization(DefaultCpuUtilization);

    private static V2.MetricSpec CpuUtilization(int percent) => new()
    {
        Type = "Resource",
        Resource = new() { Name = "cpu", Target = new() { Type = "Utilization", AverageUtilization = percent } },
    };

    private static ObjectMeta WithAnnotations(ObjectMeta metadata, Dictionary<string, string>? annotations)
    {
        ObjectMeta copy = metadata.Clone();
        copy.Annotations = annotations;
        return copy;
    }
}
