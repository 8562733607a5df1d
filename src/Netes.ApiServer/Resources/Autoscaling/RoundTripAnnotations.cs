using System.Text;
using System.Text.Json;
using Netes.Api;
using Netes.Api.Json;
using V1 = Netes.Api.AutoscalingV1;
using V2 = Netes.Api.AutoscalingV2;

namespace Netes.ApiServer.Resources.Autoscaling;

/// <summary>The annotations in which an autoscaling/v1 object keeps what only autoscaling/v2 has fields for.</summary>
internal static class RoundTripAnnotations
{
    private const string Metrics = "autoscaling.alpha.kubernetes.io/metrics";
    private const string CurrentMetrics = "autoscaling.alpha.kubernetes.io/current-metrics";
    private const string Conditions = "autoscaling.alpha.kubernetes.io/conditions";
    private const string Behavior = "autoscaling.alpha.kubernetes.io/behavior";

    /// <summary>The v1 object's annotations.</summary>
    public static Dictionary<string, string>? Of(V2.HorizontalPodAutoscaler autoscaler)
    {
        Dictionary<string, string> result = Drop(autoscaler.Metadata.Annotations) ?? [];
        V2.MetricSpec[] others = [.. (autoscaler.Spec.Metrics ?? []).Where(m => !AutoscalerConversion.IsCpuUtilization(m))];
        if (others.Length > 0) result[Metrics] = Text(others.Select(MetricSpecConversion.ToV1));
        // The CPU's, too: v1 has only its share, not the amount.
        if (autoscaler.Status.CurrentMetrics is { Count: > 0 } current) result[CurrentMetrics] = Text(current.Select(MetricStatusConversion.ToV1));
        if (autoscaler.Spec.Behavior is { } behavior) result[Behavior] = BehaviorText.Write(behavior);
        if (autoscaler.Status.Conditions is { Count: > 0 } conditions) result[Conditions] = Text(conditions.Select(ToV1));
        return result.Count == 0 ? autoscaler.Metadata.Annotations is null ? null : [] : result;
    }

    /// <summary>The annotations without those of this class.</summary>
    public static Dictionary<string, string>? Drop(Dictionary<string, string>? annotations)
    {
        if (annotations is null) return null;
        var kept = annotations.Where(a => a.Key is not (Metrics or CurrentMetrics or Conditions or Behavior)).ToDictionary();
        return kept.Count == 0 && annotations.Count > 0 ? null : kept;
    }

    /// <summary>Puts what the annotations say into a v2 object; what can't be read is as if it weren't there.</summary>
    public static void Restore(Dictionary<string, string>? annotations, V2.HorizontalPodAutoscaler autoscaler)
    {
        if (annotations is null) return;
        if (annotations.TryGetValue(Metrics, out string? text) && Read<V1.MetricSpec>(text) is { Count: > 0 } metrics)
            autoscaler.Spec.Metrics = metrics.ConvertAll(MetricSpecConversion.ToV2);
        if (annotations.TryGetValue(Behavior, out text) && BehaviorText.Read(text) is { } behavior) autoscaler.Spec.Behavior = behavior;
        if (annotations.TryGetValue(CurrentMetrics, out text) && Read<V1.MetricStatus>(text) is { Count: > 0 } current)
            autoscaler.Status.CurrentMetrics = current.ConvertAll(MetricStatusConversion.ToV2);
        if (annotations.TryGetValue(Conditions, out text) && Read<V1.HorizontalPodAutoscalerCondition>(text) is { Count: > 0 } conditions)
            autoscaler.Status.Conditions = conditions.ConvertAll(ToV2);
    }

    private static string Text<T>(IEnumerable<T> values) where T : IApiType<T> =>
        "[" + string.Join(",", values.Select(v => Encoding.UTF8.GetString(ApiJson.SerializeValue(v)))) + "]";

    private static List<T>? Read<T>(string text) where T : IApiType<T>
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Array) return null;
            return [.. json.RootElement.EnumerateArray().Select(e => ApiJson.Deserialize<T>(Encoding.UTF8.GetBytes(e.GetRawText())))];
        }
        catch (Exception e) when (e is JsonException or ApiDecodeException)
        {
            return null;
        }
    }

    private static V1.HorizontalPodAutoscalerCondition ToV1(V2.HorizontalPodAutoscalerCondition c) => new()
    {
        Type = c.Type, Status = c.Status, LastTransitionTime = c.LastTransitionTime, Reason = c.Reason, Message = c.Message,
    };

    private static V2.HorizontalPodAutoscalerCondition ToV2(V1.HorizontalPodAutoscalerCondition c) => new()
    {
        Type = c.Type, Status = c.Status, LastTransitionTime = c.LastTransitionTime, Reason = c.Reason, Message = c.Message,
    };
}
