using System.Text.Json.Nodes;

namespace Netes.ApiServer.Patching.Strategic;

/// <summary>What can be wrong with a strategic merge patch, in upstream's words.</summary>
internal static class PatchFormat
{
    public static PatchException PrimitiveList() => new(PatchError.BadRequest, "invalid patch format of primitive list");

    public static PatchException RetainKeys() => new(PatchError.BadRequest, "invalid patch format of retainKeys");

    public static PatchException ElementOrder() => new(PatchError.BadRequest, "invalid patch format of setElementOrder list");

    public static PatchException ListOfLists() => new(PatchError.Rejected, "lists of lists are not supported");

    public static PatchException UnknownDirective(JsonNode? directive, JsonObject map) =>
        Plain($"unknown patch type: {GoFormat.Value(directive)} in map: {GoFormat.Value(map)}");

    public static PatchException NoMergeKey(JsonObject map, string mergeKey) =>
        Plain($"map: {GoFormat.Value(map)} does not contain declared merge key: {mergeKey}");

    public static PatchException WrongType(string expected, JsonNode? actual) =>
        Plain($"expected a {expected}, but received a {GoFormat.TypeName(actual)}");

    public static PatchException NoSuchField(string type, string field) =>
        Plain($"unable to find api field in struct {type} for the json field {Api.Validation.GoValue.Quote(field)}");

    public static PatchException Plain(string message) => new(PatchError.Plain, message);
}
