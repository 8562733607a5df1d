using System.Text.Json.Nodes;
using Netes.Api;
using Netes.Api.ApiExtensionsV1;
using Netes.ApiServer.Extensions.Schemas;
using Netes.ApiServer.Patching;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Extensions.CustomResources;

/// <summary>The table of a custom resource: its name and the columns that its definition asks for, or else its age.</summary>
internal sealed class CustomTable : ITablePrinter
{
    private static readonly CustomResourceColumnDefinition Age = new()
    {
        Name = "Age",
        Type = "date",
        JsonPath = ".metadata.creationTimestamp",
        Description = "When the object was created.",
    };

    private readonly (CustomResourceColumnDefinition Column, JsonPath Path)[] columns;

    public CustomTable(IReadOnlyList<CustomResourceColumnDefinition>? definitions)
    {
        columns = [.. (definitions is { Count: > 0 } ? definitions : [Age]).Select(static c => (c, JsonPath.Parse(c.JsonPath)))];
        Columns =
        [
            new TableColumn("Name", Format: "name", Description: "Name must be unique within a namespace."),
            .. columns.Select(static c => new TableColumn(c.Column.Name, c.Column.Type, c.Column.Format,
                c.Column.Description.Length > 0 ? c.Column.Description : $"Custom resource definition column (in JSONPath format): {c.Column.JsonPath}", c.Column.Priority)),
        ];
    }

    public IReadOnlyList<TableColumn> Columns { get; }

    public void WriteRow(IApiObject obj, DateTime now, List<object?> cells)
    {
        cells.Add(obj.Metadata.Name);
        foreach (var (column, path) in columns)
        {
            JsonNode? value = path.Find((CustomObject)obj).FirstOrDefault();
            cells.Add(value is null ? null : Cell(column.Type, value, now));
        }
    }

    private static object? Cell(string type, JsonNode value, DateTime now)
    {
        string found = JsonValues.TypeOf(value);
        switch (type)
        {
            case "string": return found is "object" or "array" ? JsonValues.ToText(value) : GoFormat.Value(value);
            case "integer": return found == "integer" ? value.GetValue<long>() : found == "number" ? (long)JsonValues.Number(value) : null;
            case "number": return found is "integer" or "number" ? JsonValues.Number(value) : null;
            case "boolean": return found == "boolean" ? value.GetValue<bool>() : null;
            case "date":
                if (JsonValues.Text(value) is not { } text) return null;
                try
                {
                    return Printing.Age.Since(ApiTime.Parse(text), now);
                }
                catch (Netes.Api.Json.ApiDecodeException)
                {
                    return "<invalid>";
                }
            default: return null;
        }
    }
}
