using System.Text.Json;
using Netes.Api.Protobuf;

namespace Netes.ApiServer.OpenApi;

/// <summary>
/// Swagger 2.0 as the protobuf messages of gnostic, the only form of /openapi/v2 that Go clients read
/// (https://github.com/google/gnostic, OpenAPIv2.proto). Converts what our documents hold.
/// </summary>
/// <remarks>The writer goes from the end to the front, so fields come in descending order and lists reversed.</remarks>
internal static class SwaggerProtobuf
{
    private static readonly (string Method, int Field)[] Methods =
        [("patch", 8), ("head", 7), ("options", 6), ("delete", 5), ("post", 4), ("put", 3), ("get", 2)];

    public static ReadOnlyMemory<byte> Convert(ReadOnlyMemory<byte> swagger)
    {
        using JsonDocument document = JsonDocument.Parse(swagger);
        using var w = new ProtobufWriter();
        WriteDocument(w, document.RootElement);
        return w.Written.ToArray();
    }

    private static void WriteDocument(ProtobufWriter w, JsonElement document)
    {
        Named(w, 13, document, "securityDefinitions", 1, static (w, security) => Message(w, 2, security, static (w, key) =>
        {
            Text(w, 3, key, "in");
            Text(w, 2, key, "name");
            Text(w, 1, key, "type");
        }));
        if (document.TryGetProperty("security", out JsonElement security))
        {
            foreach (JsonElement requirement in security.EnumerateArray().Reverse())
                Message(w, 12, requirement, static (w, r) => Entries(w, 1, r, static (w, scopes) => Texts(w, 1, scopes)));
        }
        Named(w, 9, document, "definitions", 1, WriteSchema);
        Named(w, 8, document, "paths", 2, WritePath);
        Message(w, 2, document.GetProperty("info"), static (w, info) =>
        {
            Text(w, 2, info, "version");
            Text(w, 1, info, "title");
        });
        Text(w, 1, document, "swagger");
    }

    private static void WritePath(ProtobufWriter w, JsonElement path)
    {
        Parameters(w, 9, path);
        foreach (var (method, field) in Methods)
            if (path.TryGetProperty(method, out JsonElement operation)) Message(w, field, operation, WriteOperation);
    }

    private static void WriteOperation(ProtobufWriter w, JsonElement operation)
    {
        Extensions(w, 13, operation);
        Texts(w, 10, operation, "schemes");
        Named(w, 9, operation, "responses", 1, static (w, response) => Message(w, 1, response, static (w, response) =>
        {
            if (response.TryGetProperty("schema", out JsonElement schema)) Message(w, 2, schema, static (w, s) => Message(w, 1, s, WriteSchema));
            Text(w, 1, response, "description");
        }));
        Parameters(w, 8, operation);
        Texts(w, 7, operation, "consumes");
        Texts(w, 6, operation, "produces");
        Text(w, 5, operation, "operationId");
        Text(w, 3, operation, "description");
        Texts(w, 1, operation, "tags");
    }

    private static void Parameters(ProtobufWriter w, int field, JsonElement owner)
    {
        if (!owner.TryGetProperty("parameters", out JsonElement parameters)) return;
        foreach (JsonElement parameter in parameters.EnumerateArray().Reverse())
            Message(w, field, parameter, static (w, p) => Message(w, 1, p, WriteParameter));
    }

    private static void WriteParameter(ProtobufWriter w, JsonElement parameter)
    {
        switch (parameter.GetProperty("in").GetString())
        {
            case "body":
                Message(w, 1, parameter, static (w, body) =>
                {
                    Message(w, 5, body.GetProperty("schema"), WriteSchema);
                    Flag(w, 4, body, "required");
                    Text(w, 3, body, "in");
                    Text(w, 2, body, "name");
                });
                break;
            case "query":
                Message(w, 2, parameter, static (w, p) => Message(w, 3, p, static (w, query) =>
                {
                    Flag(w, 20, query, "uniqueItems");
                    Text(w, 6, query, "type");
                    Text(w, 4, query, "name");
                    Text(w, 2, query, "in");
                }));
                break;
            default:
                Message(w, 2, parameter, static (w, p) => Message(w, 4, p, static (w, path) =>
                {
                    Flag(w, 19, path, "uniqueItems");
                    Text(w, 5, path, "type");
                    Text(w, 4, path, "name");
                    Text(w, 2, path, "in");
                    Flag(w, 1, path, "required");
                }));
                break;
        }
    }

    private static void WriteSchema(ProtobufWriter w, JsonElement schema)
    {
        Extensions(w, 31, schema);
        Named(w, 25, schema, "properties", 1, WriteSchema);
        if (schema.TryGetProperty("items", out JsonElement items)) Message(w, 23, items, static (w, i) => Message(w, 1, i, WriteSchema));
        if (schema.TryGetProperty("type", out JsonElement type)) Message(w, 22, type, static (w, t) => w.String(1, t.GetString()!));
        if (schema.TryGetProperty("additionalProperties", out JsonElement values)) Message(w, 21, values, static (w, v) => Message(w, 1, v, WriteSchema));
        if (schema.TryGetProperty("enum", out JsonElement options))
            foreach (JsonElement option in options.EnumerateArray().Reverse()) Message(w, 20, option, WriteAny);
        Texts(w, 19, schema, "required");
        if (schema.TryGetProperty("default", out JsonElement value)) Message(w, 5, value, WriteAny);
        Text(w, 4, schema, "description");
        Text(w, 2, schema, "format");
        Text(w, 1, schema, "$ref");
    }

    /// <summary>Free values are YAML text; JSON is YAML.</summary>
    private static void WriteAny(ProtobufWriter w, JsonElement value) => w.String(2, value.GetRawText());

    private static void Extensions(ProtobufWriter w, int field, JsonElement owner)
    {
        foreach (JsonProperty extension in owner.EnumerateObject().Reverse())
            if (extension.Name.StartsWith("x-", StringComparison.Ordinal)) Entry(w, field, extension, WriteAny);
    }

    /// <summary>A member whose own members are a message's list of named values.</summary>
    private static void Named(ProtobufWriter w, int field, JsonElement owner, string name, int entryField, Action<ProtobufWriter, JsonElement> write)
    {
        if (!owner.TryGetProperty(name, out JsonElement members)) return;
        int mark = w.Mark();
        Entries(w, entryField, members, write);
        w.Message(field, mark);
    }

    private static void Entries(ProtobufWriter w, int field, JsonElement members, Action<ProtobufWriter, JsonElement> write)
    {
        foreach (JsonProperty member in members.EnumerateObject().Reverse()) Entry(w, field, member, write);
    }

    private static void Entry(ProtobufWriter w, int field, JsonProperty member, Action<ProtobufWriter, JsonElement> write)
    {
        int mark = w.Mark();
        Message(w, 2, member.Value, write);
        w.String(1, member.Name);
        w.Message(field, mark);
    }

    private static void Message(ProtobufWriter w, int field, JsonElement value, Action<ProtobufWriter, JsonElement> write)
    {
        int mark = w.Mark();
        write(w, value);
        w.Message(field, mark);
    }

    private static void Text(ProtobufWriter w, int field, JsonElement owner, string name)
    {
        if (owner.TryGetProperty(name, out JsonElement text)) w.String(field, text.GetString()!);
    }

    private static void Flag(ProtobufWriter w, int field, JsonElement owner, string name)
    {
        if (owner.TryGetProperty(name, out JsonElement flag) && flag.GetBoolean()) w.Bool(field, true);
    }

    private static void Texts(ProtobufWriter w, int field, JsonElement owner, string name)
    {
        if (owner.TryGetProperty(name, out JsonElement texts)) Texts(w, field, texts);
    }

    private static void Texts(ProtobufWriter w, int field, JsonElement texts)
    {
        foreach (JsonElement text in texts.EnumerateArray().Reverse()) w.String(field, text.GetString()!);
    }
}
