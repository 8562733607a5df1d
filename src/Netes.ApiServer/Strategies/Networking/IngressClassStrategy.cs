using Netes.Api.NetworkingV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Networking;

namespace Netes.ApiServer.Strategies.Networking;

/// <summary>https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class</summary>
internal sealed class IngressClassStrategy : Strategy<IngressClass>
{
    public override bool HasGeneration => true;

    public override ITablePrinter Table => NetworkingPrinters.IngressClasses;

    public override void Default(IngressClass ingressClass)
    {
        if (ingressClass.Spec.Parameters is { } parameters) parameters.Scope ??= "Cluster";
    }

    public override bool DesiredStateChanged(IngressClass ingressClass, IngressClass old) => !ingressClass.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(IngressClass ingressClass)
    {
        var errors = new ErrorList();
        IngressClassRules.Validate(errors, ingressClass.Spec);
        return errors;
    }

    public override ErrorList ValidateUpdate(IngressClass ingressClass, IngressClass old)
    {
        var errors = new ErrorList();
        IngressClassRules.ControllerStays(errors, ingressClass.Spec, old.Spec);
        IngressClassRules.Validate(errors, ingressClass.Spec);
        return errors;
    }
}
