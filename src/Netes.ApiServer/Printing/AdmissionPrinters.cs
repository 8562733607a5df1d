using Netes.Api.AdmissionRegistrationV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

/// <summary>The tables of webhooks and admission policies.</summary>
internal static class AdmissionPrinters
{
    private static readonly IReadOnlyList<TableColumn> WebhookColumns =
        [Columns.Name, Columns.Number("Webhooks", "How many there are."), Columns.Age];

    private static readonly TableColumn Params = Columns.Text("ParamKind", "The kind of its parameters.");

    private static readonly IReadOnlyList<TableColumn> BindingColumns =
    [
        Columns.Name, Columns.Text("PolicyName", "The policy that it puts to work."), Columns.Text("ParamRef", "The policy's parameters."),
        Columns.Age,
    ];

    public static ITablePrinter ValidatingWebhooks { get; } = new RowPrinter<ValidatingWebhookConfiguration>(WebhookColumns,
        (c, now) => [c.Metadata.Name, c.Webhooks?.Count ?? 0, Cells.Age(c.Metadata, now)]);

    public static ITablePrinter MutatingWebhooks { get; } = new RowPrinter<MutatingWebhookConfiguration>(WebhookColumns,
        (c, now) => [c.Metadata.Name, c.Webhooks?.Count ?? 0, Cells.Age(c.Metadata, now)]);

    public static ITablePrinter ValidatingPolicies { get; } = new RowPrinter<ValidatingAdmissionPolicy>(
        [Columns.Name, Columns.Number("Validations", "How many expressions must be true."), Params, Columns.Age],
        (p, now) => [p.Metadata.Name, p.Spec.Validations?.Count ?? 0, Kind(p.Spec.ParamKind), Cells.Age(p.Metadata, now)]);

    public static ITablePrinter MutatingPolicies { get; } = new RowPrinter<MutatingAdmissionPolicy>(
        [Columns.Name, Columns.Number("Mutations", "How many changes it makes."), Params, Columns.Age],
        (p, now) => [p.Metadata.Name, p.Spec.Mutations?.Count ?? 0, Kind(p.Spec.ParamKind), Cells.Age(p.Metadata, now)]);

    public static ITablePrinter ValidatingBindings { get; } = new RowPrinter<ValidatingAdmissionPolicyBinding>(BindingColumns,
        (b, now) => [b.Metadata.Name, b.Spec.PolicyName, Reference(b.Spec.ParamRef), Cells.Age(b.Metadata, now)]);

    public static ITablePrinter MutatingBindings { get; } = new RowPrinter<MutatingAdmissionPolicyBinding>(BindingColumns,
        (b, now) => [b.Metadata.Name, b.Spec.PolicyName, Reference(b.Spec.ParamRef), Cells.Age(b.Metadata, now)]);

    private static string Kind(ParamKind? kind) => kind is null ? Cells.Unset : kind.ApiVersion + "/" + kind.Kind;

    private static string Reference(ParamRef? reference)
    {
        if (reference is null) return Cells.Unset;
        if (reference.Name.Length == 0) return "*";
        return reference.Namespace.Length == 0 ? reference.Name : reference.Namespace + "/" + reference.Name;
    }
}
