using System.Buffers;
using System.Text;
using System.Text.Json;
using Netes.Api;
using V2 = Netes.Api.AutoscalingV2;

namespace Netes.ApiServer.Resources.Autoscaling;

/// <summary>An autoscaler's behavior as the annotation has it: JSON with the names of Go's fields, every one of them.</summary>
internal static class BehaviorText
{
    public static string Write(V2.HorizontalPodAutoscalerBehavior behavior)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Rules(json, "ScaleUp", behavior.ScaleUp);
            Rules(json, "ScaleDown", behavior.ScaleDown);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Rules(Utf8JsonWriter json, string name, V2.HPAScalingRules? rules)
    {
        json.WritePropertyName(name);
        if (rules is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        if (rules.StabilizationWindowSeconds is { } window) json.WriteNumber("StabilizationWindowSeconds", window);
        else json.WriteNull("StabilizationWindowSeconds");
        json.WriteString("SelectPolicy", rules.SelectPolicy);
        if (rules.Policies is null) json.WriteNull("Policies");
        else
        {
            json.WriteStartArray("Policies");
            foreach (V2.HPAScalingPolicy policy in rules.Policies)
            {
                json.WriteStartObject();
                json.WriteString("Type", policy.Type);
                json.WriteNumber("Value", policy.Value);
                json.WriteNumber("PeriodSeconds", policy.PeriodSeconds);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteString("Tolerance", rules.Tolerance?.ToString());
        json.WriteEndObject();
    }

    /// <returns>Null when the text says nothing, or nothing that could be understood.</returns>
    public static V2.HorizontalPodAutoscalerBehavior? Read(string text)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return null;
            var behavior = new V2.HorizontalPodAutoscalerBehavior
            {
                ScaleUp = Rules(Member(json.RootElement, "ScaleUp")),
                ScaleDown = Rules(Member(json.RootElement, "ScaleDown")),
            };
            return behavior is { ScaleUp: null, ScaleDown: null } ? null : behavior;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static V2.HPAScalingRules? Rules(JsonElement? element) => element is not { } rules ? null : new V2.HPAScalingRules
    {
        StabilizationWindowSeconds = Member(rules, "StabilizationWindowSeconds")?.GetInt32(),
        SelectPolicy = Member(rules, "SelectPolicy")?.GetString(),
        Policies = Member(rules, "Policies") is { } policies ? [.. policies.EnumerateArray().Select(Policy)] : null,
        Tolerance = Member(rules, "Tolerance") is { } tolerance ? Quantity.Parse(tolerance.GetString()!) : null,
    };

    private static V2.HPAScalingPolicy Policy(JsonElement policy) => new()
    {
        Type = Member(policy, "Type")?.GetString() ?? "",
        Value = Member(policy, "Value")?.GetInt32() ?? 0,
        PeriodSeconds = Member(policy, "PeriodSeconds")?.GetInt32() ?? 0,
    };

    /// <summary>A member by its name in any case, as Go reads it; null stands for none.</summary>
    private static JsonElement? Member(JsonElement element, string name)
    {
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return member.Value.ValueKind == JsonValueKind.Null ? null : member.Value;
        }
        return null;
    }
}
