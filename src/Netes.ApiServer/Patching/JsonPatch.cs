using System.Text.Json.Nodes;

namespace Netes.ApiServer.Patching;

/// <summary>JSON patch (RFC 6902): a list of operations, of which all are done or none.</summary>
internal sealed class JsonPatch
{
    /// <summary>Upstream's limit on operations in one patch.</summary>
    public const int MaxOperations = 10_000;

    /// <summary>How many bytes the copy operations of one patch may add: an upstream default.</summary>
    public const int MaxCopiedBytes = 3 * 1024 * 1024;

    private const string GoType = "handlers.jsonPatchOp";
    private static readonly string[] KnownFields = ["op", "path", "from", "value"];

    private readonly record struct Operation(string Op, string? Path, string? From, JsonNode? Value, bool HasValue);

    private readonly List<Operation> _operations;

    private JsonPatch(List<Operation> operations) => _operations = operations;

    /// <summary>Reads a patch's document.</summary>
    /// <param name="document">The parsed body.</param>
    /// <param name="strict">Receives what strict field validation objects to.</param>
    /// <exception cref="PatchException">It is not a list of operations, or has too many.</exception>
    public static JsonPatch Read(JsonNode? document, List<string>? strict)
    {
        if (document is null) return new JsonPatch([]);
        if (document is not JsonArray list) throw WrongType(document, "Go value of type []" + GoType);
        if (list.Count > MaxOperations)
        {
            throw new PatchException(PatchError.TooLarge,
                $"The allowed maximum operations in a JSON patch is {MaxOperations}, got {list.Count}");
        }
        var operations = new List<Operation>(list.Count);
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i] is not JsonObject obj)
            {
                if (list[i] is { } other) throw WrongType(other, "Go value of type " + GoType);
                operations.Add(new Operation("", null, null, null, false));
                continue;
            }
            if (strict is not null)
            {
                foreach (var (name, _) in obj)
                    if (!KnownFields.Contains(name)) strict.Add($"json patch unknown field \"[{i}].{name}\"");
            }
            operations.Add(new Operation(Text(obj, "op") ?? "", Text(obj, "path"), Text(obj, "from"), obj["value"], obj.ContainsKey("value")));
        }
        return new JsonPatch(operations);
    }

    /// <summary>Changes <paramref name="document"/>. After an exception it is half changed and must be thrown away.</summary>
    /// <exception cref="PatchException">An operation can't be done, or a test fails.</exception>
    public void Apply(JsonObject document)
    {
        long copied = 0;
        foreach (Operation operation in _operations)
        {
            switch (operation.Op)
            {
                case "add":
                    To(document, operation).Add(operation.Value?.DeepClone());
                    break;
                case "remove":
                    To(document, operation).Remove();
                    break;
                case "replace":
                    To(document, operation).Replace(operation.Value?.DeepClone());
                    break;
                case "test":
                    Test(document, operation);
                    break;
                case "move":
                    JsonPlace from = From(document, operation);
                    JsonNode? moved = from.Get();
                    from.Remove();
                    To(document, operation).Add(moved);
                    break;
                case "copy":
                    JsonNode? copy = From(document, operation).Get()?.DeepClone();
                    copied += JsonTree.ToUtf8(copy).Length;
                    if (copied > MaxCopiedBytes)
                        throw Rejected($"Unable to complete the copy, the accumulated size increase of copy is {copied}, exceeding the limit {MaxCopiedBytes}");
                    To(document, operation).Add(copy);
                    break;
                default:
                    throw Rejected($"Unexpected kind: {operation.Op}");
            }
        }
    }

    private static void Test(JsonObject document, Operation operation)
    {
        JsonNode? actual = To(document, operation).Get();
        if (!operation.HasValue && actual is null) return;
        if (!JsonNode.DeepEquals(actual, operation.Value)) throw Rejected($"testing value {operation.Path} failed: test failed");
    }

    private static JsonPlace To(JsonObject document, Operation operation) => Place(document, operation.Op, operation.Path, "path");

    private static JsonPlace From(JsonObject document, Operation operation) => Place(document, operation.Op, operation.From, "from path");

    private static JsonPlace Place(JsonObject document, string op, string? pointer, string what)
    {
        if (pointer is null) throw Rejected($"{op} operation failed to decode {what}: missing value");
        return JsonPlace.Find(document, pointer) ?? throw Rejected($"{op} operation does not apply: doc is missing {what}: \"{pointer}\": missing value");
    }

    private static string? Text(JsonObject obj, string name)
    {
        JsonNode? node = obj[name];
        if (node is null) return null;
        return node is JsonValue value && value.TryGetValue(out string? text) ? text : throw WrongType(node, $"Go struct field jsonPatchOp.{name} of type string");
    }

    private static PatchException WrongType(JsonNode node, string target) =>
        new(PatchError.BadRequest, $"error decoding patch: json: cannot unmarshal {GoFormat.JsonType(node)} into {target}");

    private static PatchException Rejected(string message) => new(PatchError.Rejected, message);
}
