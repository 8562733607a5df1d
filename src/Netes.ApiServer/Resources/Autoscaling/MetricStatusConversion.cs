using Netes.Api;
using V1 = Netes.Api.AutoscalingV1;
using V2 = Netes.Api.AutoscalingV2;

namespace Netes.ApiServer.Resources.Autoscaling;

/// <summary>What an autoscaler saw, between its two forms.</summary>
internal static class MetricStatusConversion
{
    public static V1.MetricStatus ToV1(V2.MetricStatus metric) => new()
    {
        Type = metric.Type,
        Object = metric.Object is not { } o ? null : new()
        {
            Target = MetricSpecConversion.ToV1(o.DescribedObject), MetricName = o.Metric.Name, Selector = o.Metric.Selector,
            CurrentValue = o.Current.Value ?? Quantity.Zero, AverageValue = o.Current.AverageValue,
        },
        Pods = metric.Pods is not { } p ? null : new()
        {
            MetricName = p.Metric.Name, Selector = p.Metric.Selector, CurrentAverageValue = p.Current.AverageValue ?? Quantity.Zero,
        },
        Resource = metric.Resource is not { } r ? null : new()
        {
            Name = r.Name, CurrentAverageUtilization = r.Current.AverageUtilization, CurrentAverageValue = r.Current.AverageValue ?? Quantity.Zero,
        },
        ContainerResource = metric.ContainerResource is not { } c ? null : new()
        {
            Name = c.Name, Container = c.Container, CurrentAverageUtilization = c.Current.AverageUtilization,
            CurrentAverageValue = c.Current.AverageValue ?? Quantity.Zero,
        },
        External = metric.External is not { } e ? null : new()
        {
            MetricName = e.Metric.Name, MetricSelector = e.Metric.Selector, CurrentValue = e.Current.Value ?? Quantity.Zero,
            CurrentAverageValue = e.Current.AverageValue,
        },
    };

    public static V2.MetricStatus ToV2(V1.MetricStatus metric) => new()
    {
        Type = metric.Type,
        Object = metric.Object is not { } o ? null : new()
        {
            DescribedObject = MetricSpecConversion.ToV2(o.Target), Metric = new() { Name = o.MetricName, Selector = o.Selector },
            Current = new() { Value = o.CurrentValue, AverageValue = o.AverageValue },
        },
        Pods = metric.Pods is not { } p ? null : new()
        {
            Metric = new() { Name = p.MetricName, Selector = p.Selector }, Current = new() { AverageValue = p.CurrentAverageValue },
        },
        Resource = metric.Resource is not { } r ? null : new()
        {
            Name = r.Name, Current = new() { AverageUtilization = r.CurrentAverageUtilization, AverageValue = r.CurrentAverageValue },
        },
        ContainerResource = metric.ContainerResource is not { } c ? null : new()
        {
            Name = c.Name, Container = c.Container,
            Current = new() { AverageUtilization = c.CurrentAverageUtilization, AverageValue = c.CurrentAverageValue },
        },
        External = metric.External is not { } e ? null : new()
        {
            Metric = new() { Name = e.MetricName, Selector = e.MetricSelector },
            Current = new() { Value = e.CurrentValue, AverageValue = e.CurrentAverageValue },
        },
    };
}
