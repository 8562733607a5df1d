using System.Text.Json;
using System.Text.Json.Nodes;
using Netes.Api.Schemas;

namespace Netes.ApiServer.Patching;

/// <summary>What a patch made of an object.</summary>
/// <param name="Object">The patched object, not yet decoded into its type.</param>
/// <param name="StrictErrors">What strict field validation has against the patch itself: duplicate fields, unknown fields of
/// JSON patch operations. Decoding the object finds the rest.</param>
internal sealed record PatchResult(JsonObject Object, IReadOnlyList<string> StrictErrors)
{
    private readonly Lazy<string>? _shown;
    private byte[]? _json;

    public PatchResult(JsonObject patched, IReadOnlyList<string> strictErrors, Lazy<string>? shown) : this(patched, strictErrors) => _shown = shown;

    /// <summary>The patched object's UTF-8 JSON.</summary>
    public byte[] Json => _json ??= JsonTree.ToUtf8(Object);

    /// <summary>The value that upstream shows in <c>patch: Invalid value: "…"</c> when the result doesn't decode: the patched
    /// JSON, but for strategic merge patches the patch.</summary>
    public string Shown => _shown?.Value ?? System.Text.Encoding.UTF8.GetString(Json);
}

/// <summary>Applies the three kinds of patches that need no field ownership. Pure: the inputs stay as they are.</summary>
internal static class Patcher
{
    /// <param name="type">Any but <see cref="PatchType.Apply"/>.</param>
    /// <param name="patch">The request's body.</param>
    /// <param name="current">The stored object's UTF-8 JSON.</param>
    /// <param name="schema">The object's type; strategic merge takes its list rules from there.</param>
    /// <param name="strict">Whether unknown and duplicate fields are looked for (fieldValidation Warn or Strict).</param>
    /// <exception cref="PatchException">The patch is malformed or does not fit.</exception>
    public static PatchResult Apply(PatchType type, ReadOnlySpan<byte> patch, ReadOnlySpan<byte> current, Schema schema, bool strict = true)
    {
        List<string>? strictErrors = strict ? [] : null;
        JsonNode? document = Decode(type, patch, strict, strictErrors);
        var target = (JsonObject)JsonTree.Parse(current)!;
        Lazy<string>? shown = null;
        switch (type)
        {
            case PatchType.Json:
                JsonPatch.Read(document, strictErrors).Apply(target);
                break;
            case PatchType.Merge:
                MergePatch.Apply(target, document as JsonObject ?? throw NotAnObject(type, document));
                break;
            case PatchType.Strategic:
                var change = document is null ? [] : document as JsonObject ?? throw NotAnObject(type, document);
                byte[] copy = patch.ToArray();
                shown = new Lazy<string>(() => GoFormat.Value(JsonTree.Parse(copy)));
                target = Strategic.StrategicMergePatch.Apply(target, change, schema);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "apply needs field ownership");
        }
        return new PatchResult(target, strictErrors ?? [], shown);
    }

    private static JsonNode? Decode(PatchType type, ReadOnlySpan<byte> patch, bool strict, List<string>? strictErrors)
    {
        try
        {
            var duplicates = strictErrors is null ? null : new List<string>();
            JsonNode? document = JsonTree.Parse(patch, duplicates);
            foreach (string duplicate in duplicates ?? [])
                strictErrors!.Add(type == PatchType.Json ? "json patch " + duplicate : duplicate);
            return document;
        }
        catch (JsonException e)
        {
            // Without strict validation upstream's merge library answers before its decoder can.
            string message = type switch
            {
                PatchType.Merge when !strict => "Invalid JSON Patch",
                PatchType.Strategic => e.Message,
                PatchType.Json when !strict => e.Message,
                _ => "error decoding patch: " + e.Message,
            };
            throw new PatchException(PatchError.BadRequest, message);
        }
    }

    private static PatchException NotAnObject(PatchType type, JsonNode? document) => new(PatchError.BadRequest,
        document is null ? "Invalid JSON Patch"
        : (type == PatchType.Merge ? "error decoding patch: " : "")
            + $"json: cannot unmarshal {GoFormat.JsonType(document)} into Go value of type map[string]interface {{}}");
}
