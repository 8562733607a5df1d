using System.Buffers;
using System.Text.Json;
using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.Kubelet.Pods.Status;

/// <summary>The strategic merge patch that makes a status in the API what the kubelet says it is.</summary>
internal static class StatusPatch
{
    /// <returns>Null when there is nothing to change.</returns>
    public static byte[]? Build(string uid, PodStatus api, PodStatus wanted) =>
        Build(uid, api, wanted, static field => field switch { "conditions" => "type", "podIPs" or "hostIPs" => "ip", _ => null });

    /// <returns>Null when there is nothing to change.</returns>
    public static byte[]? Build(string uid, NodeStatus api, NodeStatus wanted) =>
        Build(uid, api, wanted, static field => field is "conditions" or "addresses" ? "type" : null);

    /// <param name="mergeKey">For the fields that are lists merged by key: the key.</param>
    private static byte[]? Build<T>(string uid, T api, T wanted, Func<string, string?> mergeKey) where T : IApiType<T>
    {
        using var from = JsonDocument.Parse(ApiJson.SerializeValue(api));
        using var to = JsonDocument.Parse(ApiJson.SerializeValue(wanted));
        var buffer = new ArrayBufferWriter<byte>(1024);
        bool changed = false;
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            // The uid makes the server refuse when a new Pod has taken the name.
            json.WriteStartObject("metadata");
            json.WriteString("uid", uid);
            json.WriteEndObject();
            json.WriteStartObject("status");
            foreach (var member in to.RootElement.EnumerateObject())
            {
                bool known = from.RootElement.TryGetProperty(member.Name, out var before);
                if (known && JsonElement.DeepEquals(before, member.Value)) continue;
                changed = true;
                WriteMember(json, member, known ? before : default, mergeKey(member.Name));
            }
            foreach (var member in from.RootElement.EnumerateObject())
            {
                if (to.RootElement.TryGetProperty(member.Name, out _)) continue;
                changed = true;
                json.WriteNull(member.Name);
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return changed ? buffer.WrittenSpan.ToArray() : null;
    }

    private static void WriteMember(Utf8JsonWriter json, JsonProperty member, JsonElement before, string? key)
    {
        if (key is null)
        {
            member.WriteTo(json);
            return;
        }
        // These lists are merged by key: what changed is named, what is gone is deleted by name, and the order is told.
        var old = Index(before, key);
        json.WriteStartArray("$setElementOrder/" + member.Name);
        foreach (var element in member.Value.EnumerateArray())
        {
            json.WriteStartObject();
            json.WriteString(key, element.GetProperty(key).GetString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray(member.Name);
        foreach (var element in member.Value.EnumerateArray())
        {
            string name = element.GetProperty(key).GetString()!;
            if (!old.Remove(name, out var was)) element.WriteTo(json);
            else if (!JsonElement.DeepEquals(was, element)) WriteChanged(json, element, was);
        }
        foreach (string gone in old.Keys)
        {
            json.WriteStartObject();
            json.WriteString("$patch", "delete");
            json.WriteString(key, gone);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Elements are merged: a member that is gone (a condition's reason) must be taken away by name.</summary>
    private static void WriteChanged(Utf8JsonWriter json, JsonElement element, JsonElement was)
    {
        json.WriteStartObject();
        foreach (var member in element.EnumerateObject()) member.WriteTo(json);
        foreach (var member in was.EnumerateObject())
            if (!element.TryGetProperty(member.Name, out _)) json.WriteNull(member.Name);
        json.WriteEndObject();
    }

    private static Dictionary<string, JsonElement> Index(JsonElement list, string key)
    {
        var index = new Dictionary<string, JsonElement>();
        if (list.ValueKind != JsonValueKind.Array) return index;
        foreach (var element in list.EnumerateArray()) index[element.GetProperty(key).GetString() ?? ""] = element;
        return index;
    }
}
