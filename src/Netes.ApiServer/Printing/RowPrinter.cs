using Netes.Api;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

/// <summary>A table form made of columns and a function that gives an object's cells.</summary>
internal sealed class RowPrinter<T>(IReadOnlyList<TableColumn> columns, Func<T, DateTime, object?[]> cells) : ITablePrinter
    where T : class, IApiObject
{
    public IReadOnlyList<TableColumn> Columns => columns;

    public void WriteRow(IApiObject obj, DateTime now, List<object?> row) => row.AddRange(cells((T)obj, now));
}

/// <summary>The columns that most tables have.</summary>
internal static class Columns
{
    public static readonly TableColumn Name = new("Name", Format: "name", Description: "The object's name, unique in its namespace.");
    public static readonly TableColumn Age = new("Age", Description: "The time since the object was created.");
    public static readonly TableColumn Containers = new("Containers", Description: "The names of the containers in the template.", Priority: 1);
    public static readonly TableColumn Images = new("Images", Description: "The images of the containers in the template.", Priority: 1);
    public static readonly TableColumn Selector = new("Selector", Description: "The labels by which Pods are chosen.", Priority: 1);

    public static TableColumn Text(string name, string description, int priority = 0) => new(name, Description: description, Priority: priority);

    public static TableColumn Number(string name, string description) => new(name, "integer", Description: description);

    public static TableColumn Flag(string name, string description) => new(name, "boolean", Description: description);
}
