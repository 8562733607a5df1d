using Netes.Api.AutoscalingV2;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Autoscaling;

/// <summary>What an autoscaler looks at, and what it aims for.</summary>
internal static class MetricRules
{
    public static void Validate(ErrorList errors, HorizontalPodAutoscalerSpec spec, HorizontalPodAutoscalerSpec? old, FieldPath path)
    {
        var checkVersions = !(old?.Metrics ?? []).Any(m => m is { Type: "Object", Object: { } source } &&
            AutoscalerRules.VersionError(source.DescribedObject.ApiVersion, mayLackGroup: true) is not null);
        var metrics = spec.Metrics ?? [];
        for (var i = 0; i < metrics.Count; i++)
            One(errors, metrics[i], path.Index(i), checkVersions);
        if (spec.MinReplicas == 0 && !metrics.Any(m => m.Type is "Object" or "External"))
            errors.Add(FieldError.Forbidden(path, "must specify at least one Object or External metric to support scaling to zero replicas"));
    }

    private static void One(ErrorList errors, MetricSpec metric, FieldPath path, bool checkVersions)
    {
        if (metric.Type.Length == 0) errors.Add(FieldError.Required(path.Child("type"), "must specify a metric source type"));
        var expected = metric.Type switch
        {
            "ContainerResource" => "containerResource",
            "External" => "external",
            "Object" => "object",
            "Pods" => "pods",
            "Resource" => "resource",
            _ => null,
        };
        if (expected is null)
            errors.Add(FieldError.NotSupported(path.Child("type"), metric.Type, "ContainerResource", "External", "Object", "Pods", "Resource"));
        var present = Sources(metric);
        if (present.Count > 0) Source(errors, metric, present[0], path.Child(present[0]), checkVersions);
        if (expected is not null && !present.Contains(expected))
            errors.Add(FieldError.Required(path.Child(expected), "must populate information for the given metric source"));
        if (present.Count == 1) return;
        foreach (var unwanted in present.Where(s => s != expected).Order(StringComparer.Ordinal))
            errors.Add(FieldError.Forbidden(path.Child(unwanted), "must populate the given metric source only"));
    }

    /// <summary>The sources that are there, in the order in which they are looked at.</summary>
    private static List<string> Sources(MetricSpec metric)
    {
        var present = new List<string>(1);
        if (metric.Object is not null) present.Add("object");
        if (metric.External is not null) present.Add("external");
        if (metric.Pods is not null) present.Add("pods");
        if (metric.Resource is not null) present.Add("resource");
        if (metric.ContainerResource is not null) present.Add("containerResource");
        return present;
    }

    private static void Source(ErrorList errors, MetricSpec metric, string source, FieldPath path, bool checkVersions)
    {
        var target = path.Child("target");
        switch (source)
        {
            case "object":
                AutoscalerRules.Reference(errors, metric.Object!.DescribedObject, path.Child("describedObject"), mayLackGroup: true, checkVersions);
                Identifier(errors, metric.Object.Metric, path.Child("metric"));
                Target(errors, metric.Object.Target, target);
                if (metric.Object.Target is { Value: null, AverageValue: null })
                    errors.Add(FieldError.Required(target.Child("averageValue"), "must set either a target value or averageValue"));
                break;
            case "external":
                Identifier(errors, metric.External!.Metric, path.Child("metric"));
                Target(errors, metric.External.Target, target);
                if (metric.External.Target is { Value: null, AverageValue: null })
                    errors.Add(FieldError.Required(target.Child("averageValue"), "must set either a target value for metric or a per-pod target"));
                if (metric.External.Target is { Value: not null, AverageValue: not null })
                    errors.Add(FieldError.Forbidden(target.Child("value"), "may not set both a target value for metric and a per-pod target"));
                break;
            case "pods":
                Identifier(errors, metric.Pods!.Metric, path.Child("metric"));
                Target(errors, metric.Pods.Target, target);
                if (metric.Pods.Target.AverageValue is not { Sign: > 0 })
                    errors.Add(FieldError.Required(target.Child("averageValue"), "must specify a positive target averageValue"));
                break;
            case "resource":
                Resource(errors, metric.Resource!.Name, null, metric.Resource.Target, path);
                break;
            default:
                Resource(errors, metric.ContainerResource!.Name, metric.ContainerResource.Container, metric.ContainerResource.Target, path);
                break;
        }
    }

    /// <param name="container">Null when the whole Pod is meant.</param>
    private static void Resource(ErrorList errors, string name, string? container, MetricTarget target, FieldPath path)
    {
        if (name.Length == 0) errors.Add(FieldError.Required(path.Child("name"), "must specify a resource name"));
        if (container is "") errors.Add(FieldError.Required(path.Child("container"), "must specify a container"));
        var at = path.Child("target");
        Target(errors, target, at);
        if (target is { AverageUtilization: null, AverageValue: null })
            errors.Add(FieldError.Required(at.Child("averageUtilization"), "must set either a target raw value or a target utilization"));
        if (target is { AverageUtilization: not null, AverageValue: not null })
            errors.Add(FieldError.Forbidden(at.Child("averageValue"), "may not set both a target raw value and a target utilization"));
    }

    private static void Identifier(ErrorList errors, MetricIdentifier metric, FieldPath path)
    {
        if (metric.Name.Length == 0) errors.Add(FieldError.Required(path.Child("name"), "must specify a metric name"));
        else errors.AddInvalid(path.Child("name"), metric.Name, NameRules.PathSegment(metric.Name));
    }

    private static void Target(ErrorList errors, MetricTarget target, FieldPath path)
    {
        if (target.Type.Length == 0) errors.Add(FieldError.Required(path.Child("type"), "must specify a metric target type"));
        if (target.Type is not ("Utilization" or "Value" or "AverageValue"))
            errors.Add(FieldError.Invalid(path.Child("type"), target.Type, "must be either Utilization, Value, or AverageValue"));
        if (target.Value is { Sign: <= 0 } value) errors.Add(FieldError.Invalid(path.Child("value"), value, "must be positive"));
        if (target.AverageValue is { Sign: <= 0 } average) errors.Add(FieldError.Invalid(path.Child("averageValue"), average, "must be positive"));
        if (target.AverageUtilization is < 1 and var share)
            errors.Add(FieldError.Invalid(path.Child("averageUtilization"), share, "must be greater than 0"));
    }
}
