using Netes.Api.CoreV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

internal static class EventPrinter
{
    internal static readonly IReadOnlyList<TableColumn> EventColumns =
    [
        Columns.Text("Last Seen", "The time since it happened last."), Columns.Text("Type", "Normal or Warning."),
        Columns.Text("Reason", "Why it was reported, in one word."), Columns.Text("Object", "What it is about."),
        Columns.Text("Subobject", "The part of the object that it is about.", 1), Columns.Text("Source", "Who reported it.", 1),
        Columns.Text("Message", "What happened."), Columns.Text("First Seen", "The time since it happened first.", 1),
        Columns.Text("Count", "How often it happened.", 1), new TableColumn("Name", Format: "name", Description: "The event's name.", Priority: 1),
    ];

    public static ITablePrinter Instance { get; } = new RowPrinter<Event>(EventColumns, (e, now) => Row(now, e.Metadata.Name, e.Type, e.Reason,
        e.InvolvedObject, e.Message, e.Source.Component, e.Source.Host, e.ReportingComponent, e.ReportingInstance,
        e.FirstTimestamp, e.LastTimestamp, e.EventTime, e.Count, e.Series?.Count, e.Series?.LastObservedTime));

    internal static object?[] Row(DateTime now, string name, string type, string reason, ObjectReference about, string message,
        string component, string host, string controller, string instance, DateTime? first, DateTime? last, DateTime? time, int count,
        int? seriesCount, DateTime? seriesLast)
    {
        var firstSeen = Age.Since(first ?? time, now);
        var lastSeen = last is null ? firstSeen : Age.Since(last, now);
        if (seriesCount is { } many)
        {
            count = many;
            lastSeen = Age.Since(seriesLast, now);
        }
        else if (count == 0) count = 1;
        var source = component.Length > 0 ? component : controller;
        var from = component.Length > 0 ? host : instance;
        var target = about.Name.Length > 0 ? $"{about.Kind.ToLowerInvariant()}/{about.Name}" : about.Kind.ToLowerInvariant();
        return
        [
            lastSeen, type, reason, target, about.FieldPath, from.Length > 0 ? $"{source}, {from}" : source, message.Trim(), firstSeen,
            count, name,
        ];
    }
}
