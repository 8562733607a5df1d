using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Netes.Api;
using Netes.Api.MetaV1;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.OpenApi;

/// <summary>
/// The OpenAPI documents of a scheme: one Swagger 2.0 document of everything, and one OpenAPI 3.0 document a group-version with an
/// index (https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-interface-definition). Nothing is made before
/// somebody asks.
/// </summary>
internal sealed class OpenApiDocuments
{
    private readonly Scheme _scheme;
    private readonly ResourceOperations _operations;
    private readonly SortedDictionary<string, OpenApiDocument> _v3 = new(StringComparer.Ordinal);
    private readonly string _signature;

    public OpenApiDocuments(Scheme scheme)
    {
        _scheme = scheme;
        _operations = new ResourceOperations(scheme);
        // The documents follow from this build and its scheme, so these tell them apart without making them.
        _signature = typeof(OpenApiDocuments).Module.ModuleVersionId.ToString() + typeof(Scheme).Module.ModuleVersionId;
        foreach (string name in PlainOperations.Of(scheme.Resources).Select(p => p.Document).Distinct())
            _v3.Add(name, new OpenApiDocument(HashOf("v3/" + name), () => OpenApiDocument.Write(json => WriteV3(json, name))));
        V2 = new OpenApiDocument(HashOf("v2"), () => OpenApiDocument.Write(WriteV2));
        V2Protobuf = new OpenApiDocument(HashOf("v2/protobuf"), () => SwaggerProtobuf.Convert(V2.Unpack()));
        Index = OpenApiDocument.Write(WriteIndex);
    }

    /// <summary>/openapi/v2</summary>
    public OpenApiDocument V2 { get; }

    /// <summary>/openapi/v2 in the form that kubectl and other Go clients ask for.</summary>
    public OpenApiDocument V2Protobuf { get; }

    /// <summary>/openapi/v3: where the documents are, as JSON.</summary>
    public ReadOnlyMemory<byte> Index { get; }

    /// <summary>/openapi/v3/<paramref name="name"/>, such as <c>apis/apps/v1</c>; null for none.</summary>
    public OpenApiDocument? FindV3(string name) => _v3.GetValueOrDefault(name);

    /// <summary>The names of the OpenAPI 3.0 documents.</summary>
    public IEnumerable<string> Names => _v3.Keys;

    private string HashOf(string name) => Convert.ToHexString(SHA512.HashData(Encoding.UTF8.GetBytes(_signature + "/" + name)));

    private void WriteIndex(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("paths");
        foreach (var (name, document) in _v3)
        {
            json.WriteStartObject(name);
            json.WriteString("serverRelativeURL", $"/openapi/v3/{name}?hash={document.Hash}");
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteV3(Utf8JsonWriter json, string name)
    {
        ResourceType[] resources = [.. _scheme.Resources.Where(r => (r.Group.Length == 0 ? $"api/{r.Version}" : $"apis/{r.Group}/{r.Version}") == name)];
        ApiOperation[] operations = [.. Plain(name), .. resources.SelectMany(_operations.Of)];
        var definitions = new Definitions();
        if (resources.Length > 0) definitions.AddShared([(resources[0].Group, resources[0].Version)]);
        AddDefinitions(definitions, resources, operations);
        var schemas = new SchemaWriter(json, OpenApiDialect.V3, definitions, Descriptions.Load());

        json.WriteStartObject();
        json.WriteString("openapi", "3.0.0");
        WriteInfo(json);
        json.WritePropertyName("paths");
        new OperationWriter(json, OpenApiDialect.V3, schemas).Write(operations);
        json.WriteStartObject("components");
        json.WritePropertyName("schemas");
        schemas.WriteAll();
        json.WritePropertyName("securitySchemes");
        WriteSecurity(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteV2(Utf8JsonWriter json)
    {
        ApiOperation[] operations = [.. Plain(null), .. _scheme.Resources.SelectMany(_operations.Of)];
        var definitions = new Definitions();
        definitions.AddShared(_scheme.Resources.Select(r => (r.Group, r.Version)).Distinct());
        AddDefinitions(definitions, _scheme.Resources, operations);
        var schemas = new SchemaWriter(json, OpenApiDialect.V2, definitions, Descriptions.Load());

        json.WriteStartObject();
        json.WriteString("swagger", "2.0");
        WriteInfo(json);
        json.WritePropertyName("paths");
        new OperationWriter(json, OpenApiDialect.V2, schemas).Write(operations);
        json.WritePropertyName("definitions");
        schemas.WriteAll();
        json.WritePropertyName("securityDefinitions");
        WriteSecurity(json);
        json.WriteStartArray("security");
        json.WriteStartObject();
        json.WriteStartArray("BearerToken");
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private IEnumerable<ApiOperation> Plain(string? document) =>
        PlainOperations.Of(_scheme.Resources).Where(p => document is null || p.Document == document).Select(p => p.Operation);

    private void AddDefinitions(Definitions definitions, IReadOnlyList<ResourceType> resources, ApiOperation[] operations)
    {
        foreach (ResourceType resource in resources)
        {
            definitions.Add(resource.KindInfo);
            if (resource.ListKindInfo is { } list) definitions.Add(list);
        }
        // Subresources take and answer kinds of other groups, too.
        foreach (ApiOperation operation in operations)
            if (operation.Kind is { } kind && operation.Answers.Length + operation.Sends.Length > 0 && _scheme.FindKind(kind) is { } info) definitions.Add(info);
        foreach (KindInfo plain in (KindInfo[])[APIVersions.KindInfo, APIGroupList.KindInfo, APIGroup.KindInfo, APIResourceList.KindInfo])
            if (operations.Any(o => o.Answers == plain.Schema.Name)) definitions.Add(plain);
        if (operations.Any(o => o.Answers == VersionInfo.Schema.Name)) definitions.Add(VersionInfo.Schema);
    }

    private static void WriteInfo(Utf8JsonWriter json)
    {
        json.WriteStartObject("info");
        json.WriteString("title", "Kubernetes");
        json.WriteString("version", VersionEndpoint.GitVersion);
        json.WriteEndObject();
    }

    private static void WriteSecurity(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("BearerToken");
        json.WriteString("type", "apiKey");
        json.WriteString("name", "authorization");
        json.WriteString("in", "header");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
