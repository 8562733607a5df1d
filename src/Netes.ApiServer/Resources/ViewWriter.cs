using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Netes.Api;
using Netes.Api.MetaV1;
using Netes.ApiServer.Http;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Resources;

/// <summary>Writes single objects in the view and format that were asked for: whole, metadata only, or as a table's row.</summary>
internal static class ViewWriter
{
    public static Task WriteAsync(ApiRequest request, int code, ReadOnlyMemory<byte> json, ResourceDefinition? resource = null)
    {
        resource ??= request.Resource;
        AddWarnings(request);
        Negotiated form = request.Form;
        if (form is { View: ObjectView.Whole, Format: not WireFormat.Protobuf }) return ResponseBody.WriteAsync(request.Http, code, form, json);
        return WriteAsync(request, code, ObjectCodec.Decode(resource.Type.KindInfo, json), resource);
    }

    /// <summary>Writes an object that has no stored form, such as a Scale or a TokenRequest.</summary>
    /// <param name="print">Shows the object as a table's row where it is not one of the resource's own.</param>
    public static Task WriteAsync(ApiRequest request, int code, IApiKind obj, ResourceDefinition? resource = null, ITablePrinter? print = null)
    {
        Negotiated form = request.Form;
        if (form.View == ObjectView.MetadataList)
            throw new ApiException(new ApiFailure(406, "NotAcceptable",
                $"you requested PartialObjectMetadataList, but the requested object is not a list (*{InternalName(obj)})"));
        AddWarnings(request);
        IApiKind answer = form.View switch
        {
            ObjectView.Metadata when obj is IApiObject o => MetadataOf(o, form.MetaVersion),
            _ => obj,
        };
        byte[] bytes = form.View == ObjectView.Table && obj is IApiObject row
            ? TableOf(resource ?? request.Resource, request, [row], new ListMeta { ResourceVersion = row.Metadata.ResourceVersion }, print: print)
            : form.Format == WireFormat.Protobuf ? ApiProtobuf.Serialize(answer) : ObjectCodec.Encode(answer);
        return ResponseBody.WriteAsync(request.Http, code, form, bytes);
    }

    /// <summary>Go's name of the kind's internal type, such as core.ConfigMap.</summary>
    private static string InternalName(IApiKind obj)
    {
        string group = obj.Info.Gvk.Group;
        int dot = group.IndexOf('.', StringComparison.Ordinal);
        return (group.Length == 0 ? "core" : dot < 0 ? group : group[..dot]) + "." + obj.Info.Kind;
    }

    /// <summary>Sets the Warning headers, once.</summary>
    public static void AddWarnings(ApiRequest request)
    {
        if (request.Http.Response.Headers.ContainsKey("Warning")) return;
        foreach (string warning in request.Warnings)
            request.Http.Response.Headers.Append("Warning", new StringValues($"299 - {Quoted(warning)}"));
    }

    /// <summary>The quoted-string of RFC 7234's warn-text.</summary>
    private static string Quoted(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings(" ") + "\"";

    public static PartialObjectMetadata MetadataOf(IApiObject obj, string version) =>
        new() { ApiVersion = "meta.k8s.io/" + version, Metadata = obj.Metadata };

    /// <summary>A Table (JSON) with a row for each object.</summary>
    public static byte[] TableOf(ResourceDefinition resource, ApiRequest request, IEnumerable<IApiObject> rows, ListMeta meta, bool columns = true,
        ITablePrinter? print = null)
    {
        string include = request.Query("includeObject") ?? "";
        if (include is not ("" or "Metadata" or "Object" or "None"))
            throw ApiErrors.BadRequest($"Unable to convert to Table as requested: includeObject: Invalid value: \"{include}\": must be 'Metadata', 'Object', 'None', or empty");
        ITablePrinter printer = print ?? resource.Strategy.Table ?? NamePrinter.Instance;
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, ApiJson.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteString("kind", "Table");
            json.WriteString("apiVersion", "meta.k8s.io/" + request.Form.MetaVersion);
            json.WritePropertyName("metadata");
            meta.WriteJson(json);
            if (columns) WriteColumns(json, printer);
            else json.WriteNull("columnDefinitions");
            json.WriteStartArray("rows");
            var cells = new List<object?>();
            foreach (IApiObject obj in rows)
            {
                cells.Clear();
                printer.WriteRow(obj, request.Now, cells);
                WriteRow(json, cells, obj, include, request.Form.MetaVersion);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteColumns(Utf8JsonWriter json, ITablePrinter printer)
    {
        json.WriteStartArray("columnDefinitions");
        foreach (TableColumn column in printer.Columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("type", column.Type);
            json.WriteString("format", column.Format);
            json.WriteString("description", column.Description);
            json.WriteNumber("priority", column.Priority);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteRow(Utf8JsonWriter json, List<object?> cells, IApiObject obj, string include, string metaVersion)
    {
        json.WriteStartObject();
        json.WriteStartArray("cells");
        foreach (object? cell in cells)
        {
            switch (cell)
            {
                case null: json.WriteNullValue(); break;
                case string text: json.WriteStringValue(text); break;
                case bool truth: json.WriteBooleanValue(truth); break;
                case int number: json.WriteNumberValue(number); break;
                case long number: json.WriteNumberValue(number); break;
                default: throw new InvalidOperationException($"a table cell can't be a {cell.GetType().Name}");
            }
        }
        json.WriteEndArray();
        json.WritePropertyName("object");
        switch (include)
        {
            case "None": json.WriteNullValue(); break;
            case "Object": obj.WriteJson(json); break;
            default: MetadataOf(obj, metaVersion).WriteJson(json); break;
        }
        json.WriteEndObject();
    }
}

/// <summary>The table of kinds without columns of their own.</summary>
internal sealed class NamePrinter : ITablePrinter
{
    public static NamePrinter Instance { get; } = new();

    public IReadOnlyList<TableColumn> Columns { get; } =
    [
        new("Name", Format: "name", Description: "Name must be unique within a namespace."),
        new("Created At", Type: "date", Description: "When the object was created."),
    ];

    public void WriteRow(IApiObject obj, DateTime now, List<object?> cells)
    {
        cells.Add(obj.Metadata.Name);
        cells.Add(obj.Metadata.CreationTimestamp is { } created ? ApiTime.Format(created) : null);
    }
}
