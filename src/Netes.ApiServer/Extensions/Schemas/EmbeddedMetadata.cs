using System.Text.Json.Nodes;
using Netes.Api;
using Netes.Api.MetaV1;
using Netes.ApiServer.Patching;

namespace Netes.ApiServer.Extensions.Schemas;

/// <summary>Brings the metadata of a resource inside another into its form: only what ObjectMeta has stays.</summary>
internal static class EmbeddedMetadata
{
    /// <param name="metadata">The member as it was sent.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="unknown">Receives the paths of what was dropped; null for none.</param>
    /// <exception cref="Netes.Api.Json.ApiDecodeException">A value has the wrong type.</exception>
    public static JsonObject Coerce(JsonObject metadata, string path, List<string>? unknown)
    {
        List<string>? found = unknown is null ? null : [];
        ObjectMeta typed = ApiJson.Deserialize<ObjectMeta>(JsonValues.ToUtf8(metadata), found);
        const string Head = "unknown field \"";
        foreach (string error in found ?? [])
        {
            if (error.StartsWith(Head, StringComparison.Ordinal)) unknown!.Add(path + "." + error[Head.Length..^1]);
        }
        return (JsonObject)JsonTree.Parse(ApiJson.SerializeValue(typed))!;
    }
}
