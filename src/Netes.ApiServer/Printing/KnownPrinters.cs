using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

/// <summary>Tables of kinds that have no strategy of their own yet.</summary>
internal static class KnownPrinters
{
    public static ITablePrinter? Find(string group, string resource) => (group, resource) switch
    {
        ("events.k8s.io", "events") => NewEvents,
        _ => null,
    };

    private static readonly ITablePrinter NewEvents = new RowPrinter<Netes.Api.EventsV1.Event>(EventPrinter.EventColumns,
        (e, now) => EventPrinter.Row(now, e.Metadata.Name, e.Type, e.Reason, e.Regarding, e.Note, e.DeprecatedSource.Component,
            e.DeprecatedSource.Host, e.ReportingController, e.ReportingInstance, e.DeprecatedFirstTimestamp, e.DeprecatedLastTimestamp,
            e.EventTime, e.DeprecatedCount, e.Series?.Count, e.Series?.LastObservedTime));
}
