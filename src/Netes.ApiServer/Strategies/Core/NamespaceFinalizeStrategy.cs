using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>namespaces/NAME/finalize: changes spec.finalizers, which nothing else may.</summary>
internal sealed class NamespaceFinalizeStrategy : Strategy<Namespace>
{
    public override void PrepareForUpdate(Namespace ns, Namespace old, StrategyContext context) => ns.Status = old.Status;

    public override ErrorList ValidateUpdate(Namespace ns, Namespace old)
    {
        var errors = new ErrorList();
        for (int i = 0; i < (ns.Spec.Finalizers?.Count ?? 0); i++) NamespaceStrategy.ValidateFinalizer(errors, ns.Spec.Finalizers![i], FieldPath.Of("spec", "finalizers").Index(i));
        return errors;
    }
}
