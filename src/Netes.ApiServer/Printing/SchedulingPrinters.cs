using Netes.Api.NodeV1;
using Netes.Api.SchedulingV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

/// <summary>The tables of the classes that Pods name.</summary>
internal static class SchedulingPrinters
{
    public static ITablePrinter PriorityClasses { get; } = new RowPrinter<PriorityClass>(
        [
            Columns.Name, Columns.Number("Value", "The priority."), Columns.Flag("Global-Default", "Whether Pods without a class get it."),
            Columns.Age, Columns.Text("PreemptionPolicy", "Whether others are evicted for it."),
        ],
        (c, now) => [c.Metadata.Name, c.Value, c.GlobalDefault, Cells.Age(c.Metadata, now), c.PreemptionPolicy ?? ""]);

    public static ITablePrinter RuntimeClasses { get; } = new RowPrinter<RuntimeClass>(
        [Columns.Name, Columns.Text("Handler", "What the container runtime calls it."), Columns.Age],
        (c, now) => [c.Metadata.Name, c.Handler, Cells.Age(c.Metadata, now)]);
}
