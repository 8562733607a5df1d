using System.Globalization;
using System.Text.Json;
using Netes.Api.MetaV1;

namespace Netes.ApiServer.OpenApi;

/// <summary>Writes the paths of a document.</summary>
internal sealed class OperationWriter(Utf8JsonWriter json, OpenApiDialect dialect, SchemaWriter schemas)
{
    private static readonly string[] ObjectTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];
    private static readonly string[] StreamTypes = [.. ObjectTypes, "application/json;stream=watch", "application/vnd.kubernetes.protobuf;stream=watch"];

    private static readonly string[] PatchTypes =
    [
        "application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
    ];

    private bool IsV2 => dialect == OpenApiDialect.V2;

    /// <summary>Writes an object of paths.</summary>
    public void Write(IEnumerable<ApiOperation> operations)
    {
        json.WriteStartObject();
        foreach (var path in operations.GroupBy(o => o.Path).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject(path.Key);
            foreach (ApiOperation operation in path.OrderBy(o => o.Method, StringComparer.Ordinal))
            {
                json.WriteStartObject(operation.Method);
                Write(operation);
                json.WriteEndObject();
            }
            WritePathParameters(path.First());
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private void Write(ApiOperation operation)
    {
        string[] produces = operation.Answers.Length == 0 ? ["*/*"] : operation.Streams ? StreamTypes : ObjectTypes;
        json.WriteString("description", operation.Summary);
        json.WriteString("operationId", operation.Id);
        Strings("tags", [operation.Tag]);
        if (IsV2)
        {
            Strings("consumes", operation.Body == RequestBody.Patch ? PatchTypes : ["*/*"]);
            Strings("produces", produces);
            Strings("schemes", ["https"]);
        }
        WriteQuery(operation);
        if (!IsV2 && operation.Body != RequestBody.None)
        {
            json.WriteStartObject("requestBody");
            json.WriteStartObject("content");
            foreach (string type in operation.Body == RequestBody.Patch ? PatchTypes : ["*/*"]) Content(type, BodyDefinition(operation));
            json.WriteEndObject();
            if (operation.Body != RequestBody.DeleteOptions) json.WriteBoolean("required", true);
            json.WriteEndObject();
        }
        WriteResponses(operation, produces);
        if (operation.Action.Length > 0) json.WriteString("x-kubernetes-action", operation.Action);
        if (operation.Kind is { } kind)
        {
            json.WritePropertyName("x-kubernetes-group-version-kind");
            schemas.WriteKind(kind);
        }
    }

    private static string BodyDefinition(ApiOperation operation) => operation.Body switch
    {
        RequestBody.Patch => Patch.Schema.Name,
        RequestBody.DeleteOptions => DeleteOptions.Schema.Name,
        _ => operation.Sends,
    };

    private void WriteQuery(ApiOperation operation)
    {
        bool body = IsV2 && operation.Body != RequestBody.None;
        if (operation.Query.Count == 0 && !body) return;
        json.WriteStartArray("parameters");
        if (body)
        {
            json.WriteStartObject();
            json.WriteString("name", "body");
            json.WriteString("in", "body");
            if (operation.Body != RequestBody.DeleteOptions) json.WriteBoolean("required", true);
            json.WriteStartObject("schema");
            schemas.WriteReference(BodyDefinition(operation));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        foreach (QueryParameter parameter in operation.Query) Parameter(parameter.Name, parameter.Type, "query");
        json.WriteEndArray();
    }

    private void WritePathParameters(ApiOperation operation)
    {
        json.WriteStartArray("parameters");
        foreach (string name in operation.PathParameters) Parameter(name, "string", "path");
        if (operation.Kind is not null) Parameter(QueryParameter.Pretty.Name, QueryParameter.Pretty.Type, "query");
        json.WriteEndArray();
    }

    private void Parameter(string name, string type, string place)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("in", place);
        if (place == "path") json.WriteBoolean("required", true);
        if (!IsV2) json.WriteStartObject("schema");
        json.WriteString("type", type);
        json.WriteBoolean("uniqueItems", true);
        if (!IsV2) json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteResponses(ApiOperation operation, string[] produces)
    {
        json.WriteStartObject("responses");
        foreach (int code in operation.Success)
        {
            json.WriteStartObject(code.ToString(CultureInfo.InvariantCulture));
            json.WriteString("description", code switch { 201 => "Created", 202 => "Accepted", _ => "OK" });
            if (!IsV2)
            {
                json.WriteStartObject("content");
                foreach (string type in produces) Content(type, operation.Answers);
                json.WriteEndObject();
            }
            else
            {
                json.WriteStartObject("schema");
                Answer(operation.Answers);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteStartObject("401");
        json.WriteString("description", "Unauthorized");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Content(string mediaType, string definition)
    {
        json.WriteStartObject(mediaType);
        json.WriteStartObject("schema");
        Answer(definition);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Answer(string definition)
    {
        if (definition.Length > 0) schemas.WriteReference(definition);
        else json.WriteString("type", "string");
    }

    private void Strings(string name, string[] values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
