using Netes.Api.CoreV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

internal static class ServicePrinter
{
    public static ITablePrinter Instance { get; } = new RowPrinter<Service>(
        [
            Columns.Name, Columns.Text("Type", "How the Service is reached."), Columns.Text("Cluster-IP", "Its address inside the cluster."),
            Columns.Text("External-IP", "Its addresses for the outside."), Columns.Text("Port(s)", "Its ports."), Columns.Age, Columns.Selector,
        ],
        (service, now) =>
        [
            service.Metadata.Name, service.Spec.Type, Cells.OrNone(service.Spec.ClusterIPs is [var ip, ..] ? ip : ""),
            External(service), Ports(service.Spec.Ports), Cells.Age(service.Metadata, now), Cells.Labels(service.Spec.Selector),
        ]);

    private static string External(Service service)
    {
        var spec = service.Spec;
        switch (spec.Type)
        {
            case "ClusterIP" or "NodePort":
                return Cells.OrNone(string.Join(',', spec.ExternalIPs ?? []));
            case "LoadBalancer":
                var all = (service.Status.LoadBalancer.Ingress ?? []).Select(i => i.Ip.Length > 0 ? i.Ip : i.Hostname)
                    .Where(i => i.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList();
                all.AddRange(spec.ExternalIPs ?? []);
                return all.Count == 0 ? "<pending>" : string.Join(',', all);
            case "ExternalName":
                return spec.ExternalName;
            default:
                return Cells.Unknown;
        }
    }

    private static string Ports(List<ServicePort>? ports) => ports is not { Count: > 0 } ? Cells.None : string.Join(',',
        ports.Select(p => p.NodePort > 0 ? $"{p.Port}:{p.NodePort}/{p.Protocol}" : $"{p.Port}/{p.Protocol}"));
}
