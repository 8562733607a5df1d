using Netes.Api.NetworkingV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

/// <summary>The tables of networking.k8s.io.</summary>
internal static class NetworkingPrinters
{
    private const int HostsShown = 3;

    public static ITablePrinter Ingresses { get; } = new RowPrinter<Ingress>(
        [
            Columns.Name, Columns.Text("Class", "Who serves it."), Columns.Text("Hosts", "The names it answers to."),
            Columns.Text("Address", "Where it is reached."), Columns.Text("Ports", "The ports it is reached on."), Columns.Age,
        ],
        (ingress, now) =>
        [
            ingress.Metadata.Name, ingress.Spec.IngressClassName ?? Cells.None, Hosts(ingress.Spec.Rules),
            string.Join(',', (ingress.Status.LoadBalancer.Ingress ?? []).Select(i => i.Ip.Length > 0 ? i.Ip : i.Hostname).Where(a => a.Length > 0)
                .Distinct().Order(StringComparer.Ordinal)),
            ingress.Spec.Tls is { Count: > 0 } ? "80, 443" : "80", Cells.Age(ingress.Metadata, now),
        ]);

    public static ITablePrinter IngressClasses { get; } = new RowPrinter<IngressClass>(
        [Columns.Name, Columns.Text("Controller", "Who serves it."), Columns.Text("Parameters", "Its settings."), Columns.Age],
        (c, now) =>
        [
            c.Metadata.Name, c.Spec.Controller,
            c.Spec.Parameters is { } p ? (string.IsNullOrEmpty(p.ApiGroup) ? p.Kind : p.Kind + "." + p.ApiGroup) + "/" + p.Name : Cells.None,
            Cells.Age(c.Metadata, now),
        ]);

    public static ITablePrinter NetworkPolicies { get; } = new RowPrinter<NetworkPolicy>(
        [Columns.Name, Columns.Text("Pod-Selector", "Which Pods it is for."), Columns.Age],
        (policy, now) => [policy.Metadata.Name, Cells.Selector(policy.Spec.PodSelector), Cells.Age(policy.Metadata, now)]);

    /// <summary>Upstream gives a cell for the age, but no column.</summary>
    public static ITablePrinter IPAddresses { get; } = new RowPrinter<IPAddress>(
        [Columns.Name, Columns.Text("ParentRef", "Who uses it.")],
        (address, now) => [address.Metadata.Name, address.Spec.ParentRef is { } owner ? Owner(owner) : Cells.None, Cells.Age(address.Metadata, now)]);

    public static ITablePrinter ServiceCIDRs { get; } = new RowPrinter<ServiceCIDR>(
        [Columns.Name, Columns.Text("CIDRs", "The ranges."), Columns.Age],
        (range, now) => [range.Metadata.Name, string.Join(',', range.Spec.Cidrs ?? []), Cells.Age(range.Metadata, now)]);

    private static string Hosts(List<IngressRule>? rules)
    {
        var hosts = (rules ?? []).Select(r => r.Host).Where(h => h.Length > 0).ToList();
        if (hosts.Count == 0) return "*";
        return hosts.Count <= HostsShown ? string.Join(',', hosts) : string.Join(',', hosts.Take(HostsShown)) + $" + {hosts.Count - HostsShown} more...";
    }

    private static string Owner(ParentReference owner)
    {
        var resource = owner.Group.Length > 0 ? owner.Resource + "." + owner.Group : owner.Resource;
        return string.Join('/', new[] { resource, owner.Namespace, owner.Name }.Where(s => s.Length > 0));
    }
}
