using System.Text.Json.Nodes;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Tests.Printing;

public sealed class RecordedColumnsTests
{
    [Fact]
    public void Columns_OfEveryPrinter_AreThoseRecorded()
    {
        var recorded = Golden.Json("data/table-columns.json").AsObject();
        var wrong = new List<string>();
        foreach (var (key, columns) in recorded)
        {
            var parts = key.Split('/');
            var (group, resource) = parts.Length == 2 ? ("", parts[1]) : (parts[0], parts[2]);
            if (StrategyRegistry.Default.For(group, resource).Table is not { } printer) continue;
            var expected = columns!.AsArray().Select(c => $"{c!["name"]}:{c["type"]}:{c["format"]}:{c["priority"]}");
            var actual = printer.Columns.Select(c => $"{c.Name}:{c.Type}:{c.Format}:{c.Priority}");
            if (!expected.SequenceEqual(actual)) wrong.Add($"{key}: {string.Join(' ', actual)}");
            if (printer.Columns.Any(c => c.Description.Length == 0)) wrong.Add(key + ": a column without description");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
