using System.Text.Json;

namespace Netes.ApiServer.OpenApi;

/// <summary>Types of which one field says which of the others is set (KEP-1027).</summary>
internal static class Unions
{
    private sealed record Union(string Discriminator, params (string Field, string Value)[] Members);

    private static readonly Dictionary<string, Union> All = new(StringComparer.Ordinal)
    {
        ["io.k8s.api.core.v1.AppArmorProfile"] = new("type", ("localhostProfile", "LocalhostProfile")),
        ["io.k8s.api.core.v1.PodSchedulingGroup"] = new("", ("podGroupName", "PodGroupName")),
        ["io.k8s.api.core.v1.SeccompProfile"] = new("type", ("localhostProfile", "LocalhostProfile")),
        ["io.k8s.api.flowcontrol.v1.LimitResponse"] = new("type", ("queuing", "Queuing")),
        ["io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationSpec"] = new("type", ("exempt", "Exempt"), ("limited", "Limited")),
        ["io.k8s.api.flowcontrol.v1.Subject"] = new("kind", ("group", "Group"), ("serviceAccount", "ServiceAccount"), ("user", "User")),
    };

    /// <summary>Writes the extension for a definition that is a union.</summary>
    public static void Write(Utf8JsonWriter json, string definition)
    {
        if (!All.TryGetValue(definition, out Union? union)) return;
        json.WriteStartArray("x-kubernetes-unions");
        json.WriteStartObject();
        if (union.Discriminator.Length > 0) json.WriteString("discriminator", union.Discriminator);
        json.WriteStartObject("fields-to-discriminateBy");
        foreach (var (field, value) in union.Members) json.WriteString(field, value);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
