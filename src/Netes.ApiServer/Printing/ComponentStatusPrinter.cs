using Netes.Api.CoreV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

/// <summary>The table of component statuses.</summary>
internal static class ComponentStatusPrinter
{
    public static ITablePrinter Instance { get; } = new RowPrinter<ComponentStatus>(
        [Columns.Name, Columns.Text("Status", "Whether it is well."), Columns.Text("Message", "What it says."), Columns.Text("Error", "What is wrong.")],
        (component, _) =>
        {
            ComponentCondition? healthy = component.Conditions?.Find(c => c.Type == "Healthy");
            return
            [
                component.Metadata.Name, healthy?.Status switch { "True" => "Healthy", "False" => "Unhealthy", _ => "Unknown" },
                healthy?.Message ?? "", healthy?.Error ?? "",
            ];
        });
}
