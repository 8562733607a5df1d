using Netes.Api.ApiRegistrationV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

/// <summary>The table of API services.</summary>
internal static class ApiServicePrinter
{
    public static ITablePrinter Instance { get; } = new RowPrinter<APIService>(
        [Columns.Name, Columns.Text("Service", "Who answers."), Columns.Text("Available", "Whether it can be reached."), Columns.Age],
        (service, now) =>
        [
            service.Metadata.Name,
            service.Spec.Service is { } reference ? reference.Namespace + "/" + reference.Name : "Local",
            Available(service.Status.Conditions?.Find(c => c.Type == "Available")), Cells.Age(service.Metadata, now),
        ]);

    private static string Available(APIServiceCondition? condition) => condition switch
    {
        null => "Unknown",
        { Status: "True" } or { Reason: "" } => condition.Status,
        _ => $"{condition.Status} ({condition.Reason})",
    };
}
