using Netes.Api;

namespace Netes.ApiServer.Strategies;

/// <summary>What kubectl shows of a kind: the columns of the Table form (KEP-2299 "server-side printing").</summary>
public interface ITablePrinter
{
    IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Appends one cell for each column: string, long, int, bool or null.</summary>
    void WriteRow(IApiObject obj, DateTime now, List<object?> cells);
}

/// <summary>One column; priority 0 always shows, 1 only with <c>-o wide</c>.</summary>
public sealed record TableColumn(string Name, string Type = "string", string Format = "", string Description = "", int Priority = 0);
