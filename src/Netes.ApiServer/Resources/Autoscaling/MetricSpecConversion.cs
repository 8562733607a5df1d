using Netes.Api;
using V1 = Netes.Api.AutoscalingV1;
using V2 = Netes.Api.AutoscalingV2;

namespace Netes.ApiServer.Resources.Autoscaling;

/// <summary>What an autoscaler looks at, between its two forms.</summary>
internal static class MetricSpecConversion
{
    public static V1.MetricSpec ToV1(V2.MetricSpec metric) => new()
    {
        Type = metric.Type,
        Object = metric.Object is not { } o ? null : new()
        {
            Target = ToV1(o.DescribedObject), MetricName = o.Metric.Name, Selector = o.Metric.Selector,
            TargetValue = o.Target.Value ?? Quantity.Zero, AverageValue = o.Target.AverageValue,
        },
        Pods = metric.Pods is not { } p ? null : new()
        {
            MetricName = p.Metric.Name, Selector = p.Metric.Selector, TargetAverageValue = p.Target.AverageValue ?? Quantity.Zero,
        },
        Resource = metric.Resource is not { } r ? null : new()
        {
            Name = r.Name, TargetAverageUtilization = r.Target.AverageUtilization, TargetAverageValue = r.Target.AverageValue,
        },
        ContainerResource = metric.ContainerResource is not { } c ? null : new()
        {
            Name = c.Name, Container = c.Container, TargetAverageUtilization = c.Target.AverageUtilization, TargetAverageValue = c.Target.AverageValue,
        },
        External = metric.External is not { } e ? null : new()
        {
            MetricName = e.Metric.Name, MetricSelector = e.Metric.Selector, TargetValue = e.Target.Value, TargetAverageValue = e.Target.AverageValue,
        },
    };

    public static V2.MetricSpec ToV2(V1.MetricSpec metric) => new()
    {
        Type = metric.Type,
        Object = metric.Object is not { } o ? null : new()
        {
            DescribedObject = ToV2(o.Target), Metric = new() { Name = o.MetricName, Selector = o.Selector },
            Target = new() { Type = o.AverageValue is null ? "Value" : "AverageValue", Value = o.TargetValue, AverageValue = o.AverageValue },
        },
        Pods = metric.Pods is not { } p ? null : new()
        {
            Metric = new() { Name = p.MetricName, Selector = p.Selector }, Target = new() { Type = "AverageValue", AverageValue = p.TargetAverageValue },
        },
        Resource = metric.Resource is not { } r ? null : new() { Name = r.Name, Target = Target(r.TargetAverageUtilization, r.TargetAverageValue) },
        ContainerResource = metric.ContainerResource is not { } c ? null : new()
        {
            Name = c.Name, Container = c.Container, Target = Target(c.TargetAverageUtilization, c.TargetAverageValue),
        },
        External = metric.External is not { } e ? null : new()
        {
            Metric = new() { Name = e.MetricName, Selector = e.MetricSelector },
            Target = new() { Type = e.TargetValue is null ? "AverageValue" : "Value", Value = e.TargetValue, AverageValue = e.TargetAverageValue },
        },
    };

    public static V1.CrossVersionObjectReference ToV1(V2.CrossVersionObjectReference r) => new() { Kind = r.Kind, Name = r.Name, ApiVersion = r.ApiVersion };

    public static V2.CrossVersionObjectReference ToV2(V1.CrossVersionObjectReference r) => new() { Kind = r.Kind, Name = r.Name, ApiVersion = r.ApiVersion };

    private static V2.MetricTarget Target(int? utilization, Quantity? value) => new()
    {
        Type = utilization is null ? "AverageValue" : "Utilization", AverageUtilization = utilization, AverageValue = value,
    };
}
