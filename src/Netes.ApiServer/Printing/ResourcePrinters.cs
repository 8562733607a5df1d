using Netes.Api.ResourceV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

/// <summary>The tables of dynamic resource allocation.</summary>
internal static class ResourcePrinters
{
    public static ITablePrinter DeviceClasses { get; } = new RowPrinter<DeviceClass>([Columns.Name, Columns.Age],
        (c, now) => [c.Metadata.Name, Cells.Age(c.Metadata, now)]);

    public static ITablePrinter Claims { get; } = new RowPrinter<ResourceClaim>(
        [Columns.Name, Columns.Text("State", "Whether it has devices and is in use."), Columns.Age],
        (claim, now) => [claim.Metadata.Name, State(claim), Cells.Age(claim.Metadata, now)]);

    public static ITablePrinter Templates { get; } = new RowPrinter<ResourceClaimTemplate>([Columns.Name, Columns.Age],
        (template, now) => [template.Metadata.Name, Cells.Age(template.Metadata, now)]);

    public static ITablePrinter Slices { get; } = new RowPrinter<ResourceSlice>(
        [
            Columns.Name, Columns.Text("Node", "Where its devices are."), Columns.Text("Driver", "Whose devices they are."),
            Columns.Text("Pool", "The pool that it is a part of."), Columns.Age,
        ],
        (slice, now) =>
        [
            slice.Metadata.Name, slice.Spec.NodeName ?? "", slice.Spec.Driver, slice.Spec.Pool.Name, Cells.Age(slice.Metadata, now),
        ]);

    private static string State(ResourceClaim claim)
    {
        var states = new List<string>();
        if (claim.Metadata.DeletionTimestamp is not null) states.Add("deleted");
        if (claim.Status.Allocation is not null) states.Add("allocated");
        else if (claim.Metadata.DeletionTimestamp is null) states.Add("pending");
        if (claim.Status.ReservedFor is { Count: > 0 }) states.Add("reserved");
        return string.Join(',', states);
    }
}
