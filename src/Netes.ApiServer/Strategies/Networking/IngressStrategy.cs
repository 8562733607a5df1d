using Netes.Api.NetworkingV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Networking;

namespace Netes.ApiServer.Strategies.Networking;

/// <summary>https://kubernetes.io/docs/concepts/services-networking/ingress/</summary>
internal sealed class IngressStrategy : Strategy<Ingress>
{
    public override bool HasGeneration => true;

    public override ITablePrinter Table => NetworkingPrinters.Ingresses;

    public override void PrepareForCreate(Ingress ingress, StrategyContext context) => ingress.Status = new();

    public override void PrepareForUpdate(Ingress ingress, Ingress old, StrategyContext context) => ingress.Status = old.Status;

    public override Ingress PrepareForStatusUpdate(Ingress ingress, Ingress old, StrategyContext context)
    {
        ingress.Spec = old.Spec;
        return ingress;
    }

    public override bool DesiredStateChanged(Ingress ingress, Ingress old) => !ingress.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(Ingress ingress)
    {
        var errors = new ErrorList();
        IngressRules.Create(errors, ingress);
        return errors;
    }

    public override ErrorList ValidateUpdate(Ingress ingress, Ingress old)
    {
        var errors = new ErrorList();
        IngressRules.Update(errors, ingress, old);
        return errors;
    }

    public override ErrorList ValidateStatusUpdate(Ingress ingress, Ingress old)
    {
        var errors = new ErrorList();
        IngressRules.Status(errors, ingress.Status, old.Status);
        return errors;
    }

    public override IEnumerable<string> WarningsOnCreate(Ingress ingress)
    {
        if (IngressRules.ClassOf(ingress) is not null && ingress.Spec.IngressClassName is null)
            yield return "annotation \"kubernetes.io/ingress.class\" is deprecated, please use 'spec.ingressClassName' instead";
    }
}
