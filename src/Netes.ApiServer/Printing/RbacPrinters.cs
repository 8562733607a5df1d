using Netes.Api.RbacV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

/// <summary>The tables of who gets a role.</summary>
internal static class RbacPrinters
{
    private static readonly IReadOnlyList<TableColumn> BindingColumns =
    [
        Columns.Name, Columns.Text("Role", "What is allowed."), Columns.Age, Columns.Text("Users", "The users who may.", 1),
        Columns.Text("Groups", "The groups who may.", 1), Columns.Text("ServiceAccounts", "The service accounts who may.", 1),
    ];

    public static ITablePrinter ClusterRoleBindings { get; } = new RowPrinter<ClusterRoleBinding>(BindingColumns,
        (b, now) => Binding(b.Metadata.Name, b.RoleRef, Cells.Age(b.Metadata, now), b.Subjects));

    public static ITablePrinter RoleBindings { get; } = new RowPrinter<RoleBinding>(BindingColumns,
        (b, now) => Binding(b.Metadata.Name, b.RoleRef, Cells.Age(b.Metadata, now), b.Subjects));

    private static object?[] Binding(string name, RoleRef role, string age, List<Subject>? subjects)
    {
        string Of(string kind) => string.Join(", ", (subjects ?? []).Where(s => s.Kind == kind)
            .Select(s => kind == "ServiceAccount" ? s.Namespace + "/" + s.Name : s.Name));
        return [name, role.Kind + "/" + role.Name, age, Of("User"), Of("Group"), Of("ServiceAccount")];
    }
}
