using System.Text.Json.Nodes;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.ApiServer.Access;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Tests.Strategies;

/// <summary>Plays a recorded creation through its strategy and says where the outcome differs.</summary>
internal static class RecordedCreateCheck
{
    private const string Uid = "11111111-2222-3333-4444-555555555555";
    private static readonly UserInfo Admin = new UserInfo("admin", [UserInfo.MastersGroup]) { Uid = "admin" }.Authenticated();
    private const string Address = "10.43.200.200";

    /// <summary>Null when they agree, "" when the strategy alone can't tell, else the difference.</summary>
    public static string? Run(RecordedCreate recorded)
    {
        var strategy = recorded.Strategy;
        var obj = recorded.Decode();
        obj.Metadata.Uid = Uid;
        strategy.Default(obj);
        Allocate(obj);
        strategy.PrepareForCreate(obj, new StrategyContext(DateTime.UnixEpoch, "admin", "") { User = Admin });
        var errors = strategy.Validate(obj).Where(e => !IsMetadata(e.Field)).Select(e => $"{e.Field}: {e.Message}".Replace(Uid, "<uid>", StringComparison.Ordinal)).ToArray();
        if (recorded.Status == 422)
        {
            var causes = (recorded.Answer["details"]?["causes"] as JsonArray ?? []).Select(c => ((string?)c!["field"] ?? "<nil>", (string?)c["message"] ?? ""))
                .Where(c => !IsMetadata(c.Item1)).ToArray();
            if (causes.Length == 0 || causes.Any(c => IsAllocation(c.Item2))) return "";
            var expected = causes.Select(c => c.Item1 + ": " + c.Item2).ToArray();
            if (expected.SequenceEqual(errors)) return null;
            return "missing: " + string.Join(" ¦ ", expected.Except(errors)) + "\n   extra: " + string.Join(" ¦ ", errors.Except(expected)) +
                (expected.Order().SequenceEqual(errors.Order()) ? "\n   (other order)" : "");
        }
        if (errors.Length > 0) return "refused: " + string.Join(" ¦ ", errors);
        var actual = (JsonObject)JsonNode.Parse(System.Text.Encoding.UTF8.GetString(ApiJson.Serialize(obj)).Replace(Uid, "<uid>", StringComparison.Ordinal))!;
        var wanted = (JsonObject)recorded.Answer.DeepClone();
        foreach (var node in (JsonObject[])[actual, wanted])
        {
            node.Remove("metadata");
            MaskTimes(node);
            Forget(node, recorded.Resource.Kind);
        }
        var differences = new List<string>();
        JsonDiff.Compare(wanted, actual, "", differences);
        return differences.Count == 0 ? null : string.Join("\n   ", differences.Take(6));
    }

    /// <summary>Recordings hold no times.</summary>
    private static void MaskTimes(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) MaskTimes(item);
        }
        if (node is not JsonObject obj) return;
        foreach (var (key, value) in obj.ToArray())
        {
            if (value is JsonValue v && v.TryGetValue(out string? text) &&
                (text is "<time>" or "<microtime>" || DateTime.TryParseExact(text, Formats, null, System.Globalization.DateTimeStyles.AdjustToUniversal, out _)))
            {
                obj[key] = "<time>";
            }
            else MaskTimes(value);
        }
    }

    private static readonly string[] Formats = ["yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.ffffffZ"];

    private static bool IsMetadata(string field) => field.StartsWith("metadata.name", StringComparison.Ordinal) ||
        field.StartsWith("metadata.generateName", StringComparison.Ordinal) || field.StartsWith("metadata.ownerReferences", StringComparison.Ordinal) ||
        field.StartsWith("metadata.finalizers", StringComparison.Ordinal) || field is "metadata.labels" or "metadata.annotations" or "metadata.namespace"
        || field.StartsWith("metadata.managedFields", StringComparison.Ordinal) || field.StartsWith("metadata.labels[pod-security", StringComparison.Ordinal);

    private static bool IsAllocation(string message) =>
        message.Contains("failed to allocate", StringComparison.Ordinal) || message.Contains("provided port", StringComparison.Ordinal);

    /// <summary>What the allocator does between defaults and validation.</summary>
    private static void Allocate(IApiObject obj)
    {
        if (obj is not Service { Spec: { ClusterIP: "", Type: not "ExternalName" } spec } || spec.ClusterIPs is { Count: > 0 }) return;
        spec.ClusterIP = Address;
        spec.ClusterIPs = [Address];
    }

    /// <summary>Leaves out what admission and allocation decide, not the strategy.</summary>
    private static void Forget(JsonObject node, string kind)
    {
        if (node["spec"] is not JsonObject spec) return;
        if (kind == "Node") Remove(spec, "taints", t => (string?)t["key"] == "node.kubernetes.io/not-ready");
        if (kind == "Service")
        {
            foreach (var key in (string[])["clusterIP", "clusterIPs", "healthCheckNodePort"]) spec.Remove(key);
            foreach (var port in spec["ports"] as JsonArray ?? []) ((JsonObject)port!).Remove("nodePort");
        }
        if (kind != "Pod") return;
        foreach (var key in (string[])["priority", "preemptionPolicy"]) spec.Remove(key);
        if ((string?)spec["serviceAccountName"] == "default")
        {
            spec.Remove("serviceAccountName");
            spec.Remove("serviceAccount");
        }
        Remove(spec, "tolerations", t => (string?)t["key"] is "node.kubernetes.io/not-ready" or "node.kubernetes.io/unreachable" && (int?)t["tolerationSeconds"] == 300);
        Remove(spec, "volumes", IsToken);
        foreach (var list in (string[])["containers", "initContainers"])
        {
            foreach (var container in spec[list] as JsonArray ?? []) Remove((JsonObject)container!, "volumeMounts", IsToken);
        }
    }

    private static bool IsToken(JsonObject node) => ((string?)node["name"])?.StartsWith("kube-api-access-", StringComparison.Ordinal) is true;

    private static void Remove(JsonObject owner, string name, Func<JsonObject, bool> match)
    {
        if (owner[name] is not JsonArray list) return;
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (match((JsonObject)list[i]!)) list.RemoveAt(i);
        }
        if (list.Count == 0) owner.Remove(name);
    }
}
