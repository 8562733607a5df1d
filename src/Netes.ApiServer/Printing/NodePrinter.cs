using Netes.Api.CoreV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

internal static class NodePrinter
{
    private const string RolePrefix = "node-role.kubernetes.io/";
    private const string RoleLabel = "kubernetes.io/role";

    public static ITablePrinter Instance { get; } = new RowPrinter<Node>(
        [
            Columns.Name, Columns.Text("Status", "Whether the node is ready for Pods."), Columns.Text("Roles", "What the node is for, by its labels."),
            Columns.Age, Columns.Text("Version", "The version of its kubelet."), Columns.Text("Internal-IP", "Its address in the cluster.", 1),
            Columns.Text("External-IP", "Its address for the outside.", 1), Columns.Text("OS-Image", "Its operating system.", 1),
            Columns.Text("Kernel-Version", "Its kernel.", 1), Columns.Text("Container-Runtime", "Its container runtime.", 1),
        ],
        (node, now) =>
        [
            node.Metadata.Name, Status(node), Cells.OrNone(string.Join(',', Roles(node))), Cells.Age(node.Metadata, now),
            node.Status.NodeInfo.KubeletVersion, Address(node, "InternalIP"), Address(node, "ExternalIP"),
            OrUnknown(node.Status.NodeInfo.OsImage), OrUnknown(node.Status.NodeInfo.KernelVersion),
            OrUnknown(node.Status.NodeInfo.ContainerRuntimeVersion),
        ]);

    private static string Status(Node node)
    {
        var ready = (node.Status.Conditions ?? []).FirstOrDefault(c => c.Type == "Ready");
        var status = ready is null ? "Unknown" : ready.Status == "True" ? "Ready" : "NotReady";
        return node.Spec.Unschedulable ? status + ",SchedulingDisabled" : status;
    }

    private static IEnumerable<string> Roles(Node node) => (node.Metadata.Labels ?? [])
        .Select(l => l.Key.StartsWith(RolePrefix, StringComparison.Ordinal) ? l.Key[RolePrefix.Length..] : l.Key == RoleLabel ? l.Value : "")
        .Where(r => r.Length > 0).Distinct().Order(StringComparer.Ordinal);

    private static string Address(Node node, string type) =>
        (node.Status.Addresses ?? []).FirstOrDefault(a => a.Type == type)?.Address ?? Cells.None;

    private static string OrUnknown(string value) => value.Length == 0 ? Cells.Unknown : value;
}
