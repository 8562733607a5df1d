using Netes.Api;
using Netes.Api.CoreV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

/// <summary>The table of quotas: what is used of what there may be.</summary>
internal static class ResourceQuotaPrinter
{
    public static ITablePrinter Instance { get; } = new RowPrinter<ResourceQuota>(
        [Columns.Name, Columns.Text("Request", "What may be asked for."), Columns.Text("Limit", "What limits may add up to."), Columns.Age],
        (quota, now) => [quota.Metadata.Name, Used(quota.Status, limits: false), Used(quota.Status, limits: true), Cells.Age(quota.Metadata, now)]);

    private static string Used(ResourceQuotaStatus status, bool limits) => string.Join(", ", (status.Hard ?? [])
        .Where(h => h.Key.StartsWith("limits.", StringComparison.Ordinal) == limits).OrderBy(h => h.Key, StringComparer.Ordinal)
        .Select(h => $"{h.Key}: {status.Used?.GetValueOrDefault(h.Key) ?? Quantity.Zero}/{h.Value}"));
}
