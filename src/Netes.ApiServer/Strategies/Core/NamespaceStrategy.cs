using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/</summary>
internal sealed class NamespaceStrategy : Strategy<Namespace>
{
    private const string NameLabel = "kubernetes.io/metadata.name";

    public override NameRule NameRule => NameRule.DnsLabel;

    public override ITablePrinter Table => NamespacePrinter.Instance;

    public override IReadOnlyList<string> SelectableFields { get; } = ["status.phase"];

    public override string SelectableField(Namespace ns, string field) => ns.Status.Phase;

    public override void Default(Namespace ns)
    {
        // Generated names are labelled once they are known.
        if (ns.Metadata.Name.Length > 0) (ns.Metadata.Labels ??= [])[NameLabel] = ns.Metadata.Name;
    }

    public override void PrepareForCreate(Namespace ns, StrategyContext context)
    {
        ns.Status = new() { Phase = "Active" };
        ns.Spec.Finalizers ??= [];
        // Its content goes before it does.
        if (!ns.Spec.Finalizers.Contains("kubernetes")) ns.Spec.Finalizers.Add("kubernetes");
    }

    public override void Canonicalize(Namespace ns) => Default(ns);

    public override void PrepareForUpdate(Namespace ns, Namespace old, StrategyContext context)
    {
        ns.Spec.Finalizers = context.Subresource == "finalize" ? ns.Spec.Finalizers : old.Spec.Finalizers;
        ns.Status = old.Status;
    }

    public override Namespace PrepareForStatusUpdate(Namespace ns, Namespace old, StrategyContext context)
    {
        ns.Spec = old.Spec;
        return ns;
    }

    public override ErrorList Validate(Namespace ns)
    {
        var errors = new ErrorList();
        foreach (var name in ns.Spec.Finalizers ?? [])
        {
            errors.AddInvalid(FieldPath.Of("spec", "finalizers"), name, NameRules.QualifiedName(name));
            if (!name.Contains('/') && name is not ("kubernetes" or "orphan" or "foregroundDeletion"))
            {
                errors.Add(FieldError.Invalid(FieldPath.Of("spec", "finalizers"), name,
                    "name is neither a standard finalizer name nor is it fully qualified"));
            }
        }
        return errors;
    }

    public override bool HoldsDeletion => true;

    public override bool HoldDeletion(Namespace ns, DateTime now)
    {
        if (ns.Spec.Finalizers is not { Count: > 0 }) return false;
        ns.Status.Phase = "Terminating";
        return true;
    }

    public override ErrorList ValidateUpdate(Namespace ns, Namespace old) => [];

    public override ErrorList ValidateStatusUpdate(Namespace ns, Namespace old)
    {
        var errors = new ErrorList();
        var path = FieldPath.Of("status", "Phase");
        if (ns.Metadata.DeletionTimestamp is null)
        {
            if (ns.Status.Phase != "Active")
                errors.Add(FieldError.Invalid(path, ns.Status.Phase, "may only be 'Active' if `deletionTimestamp` is empty"));
        }
        else if (ns.Status.Phase != "Terminating")
        {
            errors.Add(FieldError.Invalid(path, ns.Status.Phase, "may only be 'Terminating' if `deletionTimestamp` is not empty"));
        }
        return errors;
    }
}
