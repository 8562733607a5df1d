using Netes.Api.CoreV1;
using Netes.Api.NetworkingV1;
using Netes.Api.PolicyV1;
using Netes.Api.RbacV1;
using Netes.Api.SchedulingV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

/// <summary>Tables of kinds that have no strategy of their own yet.</summary>
internal static class KnownPrinters
{
    public static ITablePrinter? Find(string group, string resource) => (group, resource) switch
    {
        ("apps", "controllerrevisions") => WorkloadPrinters.ControllerRevisions,
        ("events.k8s.io", "events") => NewEvents,
        ("networking.k8s.io", "ingressclasses") => IngressClasses,
        ("networking.k8s.io", "networkpolicies") => NetworkPolicies,
        ("policy", "poddisruptionbudgets") => DisruptionBudgets,
        ("rbac.authorization.k8s.io", "clusterrolebindings") => ClusterRoleBindings,
        ("rbac.authorization.k8s.io", "rolebindings") => RoleBindings,
        ("scheduling.k8s.io", "priorityclasses") => PriorityClasses,
        ("storage.k8s.io", "storageclasses") => StoragePrinters.Classes,
        _ => null,
    };

    private static readonly ITablePrinter NewEvents = new RowPrinter<Netes.Api.EventsV1.Event>(EventPrinter.EventColumns,
        (e, now) => EventPrinter.Row(now, e.Metadata.Name, e.Type, e.Reason, e.Regarding, e.Note, e.DeprecatedSource.Component,
            e.DeprecatedSource.Host, e.ReportingController, e.ReportingInstance, e.DeprecatedFirstTimestamp, e.DeprecatedLastTimestamp,
            e.EventTime, e.DeprecatedCount, e.Series?.Count, e.Series?.LastObservedTime));

    private static readonly ITablePrinter IngressClasses = new RowPrinter<IngressClass>(
        [Columns.Name, Columns.Text("Controller", "Who serves it."), Columns.Text("Parameters", "Its settings."), Columns.Age],
        (c, now) =>
        [
            c.Metadata.Name, c.Spec.Controller,
            c.Spec.Parameters is { } p ? (string.IsNullOrEmpty(p.ApiGroup) ? p.Kind : p.Kind + "." + p.ApiGroup) + "/" + p.Name : Cells.None,
            Cells.Age(c.Metadata, now),
        ]);

    private static readonly ITablePrinter NetworkPolicies = new RowPrinter<NetworkPolicy>(
        [Columns.Name, Columns.Text("Pod-Selector", "Which Pods it is for."), Columns.Age],
        (policy, now) => [policy.Metadata.Name, Cells.Selector(policy.Spec.PodSelector), Cells.Age(policy.Metadata, now)]);

    private static readonly ITablePrinter DisruptionBudgets = new RowPrinter<PodDisruptionBudget>(
        [
            Columns.Name, Columns.Text("Min Available", "How many Pods must stay."), Columns.Text("Max Unavailable", "How many Pods may go."),
            Columns.Number("Allowed Disruptions", "How many Pods may go now."), Columns.Age,
        ],
        (budget, now) =>
        [
            budget.Metadata.Name, budget.Spec.MinAvailable?.ToString() ?? "N/A", budget.Spec.MaxUnavailable?.ToString() ?? "N/A",
            budget.Status.DisruptionsAllowed, Cells.Age(budget.Metadata, now),
        ]);

    private static readonly IReadOnlyList<Strategies.TableColumn> BindingColumns =
    [
        Columns.Name, Columns.Text("Role", "What is allowed."), Columns.Age, Columns.Text("Users", "The users who may.", 1),
        Columns.Text("Groups", "The groups who may.", 1), Columns.Text("ServiceAccounts", "The service accounts who may.", 1),
    ];

    private static readonly ITablePrinter ClusterRoleBindings = new RowPrinter<ClusterRoleBinding>(BindingColumns,
        (b, now) => Binding(b.Metadata.Name, b.RoleRef, Cells.Age(b.Metadata, now), b.Subjects));

    private static readonly ITablePrinter RoleBindings = new RowPrinter<RoleBinding>(BindingColumns,
        (b, now) => Binding(b.Metadata.Name, b.RoleRef, Cells.Age(b.Metadata, now), b.Subjects));

    private static object?[] Binding(string name, RoleRef role, string age, List<Subject>? subjects)
    {
        string Of(string kind) => string.Join(", ", (subjects ?? []).Where(s => s.Kind == kind)
            .Select(s => kind == "ServiceAccount" ? s.Namespace + "/" + s.Name : s.Name));
        return [name, role.Kind + "/" + role.Name, age, Of("User"), Of("Group"), Of("ServiceAccount")];
    }

    private static readonly ITablePrinter PriorityClasses = new RowPrinter<PriorityClass>(
        [
            Columns.Name, Columns.Number("Value", "The priority."), Columns.Flag("Global-Default", "Whether Pods without a class get it."),
            Columns.Age, Columns.Text("PreemptionPolicy", "Whether others are evicted for it."),
        ],
        (c, now) => [c.Metadata.Name, c.Value, c.GlobalDefault, Cells.Age(c.Metadata, now), c.PreemptionPolicy ?? ""]);
}
