using Netes.Api.PolicyV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

/// <summary>The tables of policy.</summary>
internal static class PolicyPrinters
{
    public static ITablePrinter DisruptionBudgets { get; } = new RowPrinter<PodDisruptionBudget>(
        [
            Columns.Name, Columns.Text("Min Available", "How many Pods must stay."), Columns.Text("Max Unavailable", "How many Pods may go."),
            Columns.Number("Allowed Disruptions", "How many Pods may go now."), Columns.Age,
        ],
        (budget, now) =>
        [
            budget.Metadata.Name, budget.Spec.MinAvailable?.ToString() ?? "N/A", budget.Spec.MaxUnavailable?.ToString() ?? "N/A",
            budget.Status.DisruptionsAllowed, Cells.Age(budget.Metadata, now),
        ]);
}
