using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Core;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>https://kubernetes.io/docs/concepts/services-networking/service/ ; addresses and node ports are allocated elsewhere.</summary>
internal sealed class ServiceStrategy : Strategy<Service>
{
    public override NameRule NameRule => NameRule.Dns1035Label;

    public override ITablePrinter Table => ServicePrinter.Instance;

    public override IReadOnlyList<string> SelectableFields { get; } = ["spec.clusterIP", "spec.type"];

    public override string SelectableField(Service service, string field) =>
        field == "spec.type" ? service.Spec.Type : service.Spec.ClusterIP;

    public override void Default(Service service) => ServiceDefaults.Apply(service);

    public override void PrepareForCreate(Service service, StrategyContext context)
    {
        service.Status = new();
        ServiceAddresses.Normalize(service.Spec, null);
        ServiceFamilies.Fill(service.Spec);
    }

    public override void PrepareForUpdate(Service service, Service old, StrategyContext context)
    {
        service.Status = old.Status;
        ServiceAddresses.Patch(service.Spec, old.Spec);
        ServiceAddresses.Normalize(service.Spec, old.Spec);
        ServiceAddresses.DropTypeDependent(service, old);
        ServiceFamilies.Fill(service.Spec);
    }

    public override Service PrepareForStatusUpdate(Service service, Service old, StrategyContext context)
    {
        service.Spec = old.Spec;
        return service;
    }

    public override ErrorList Validate(Service service)
    {
        var errors = new ErrorList();
        ServiceRules.Validate(errors, service, null);
        return errors;
    }

    public override ErrorList ValidateUpdate(Service service, Service old)
    {
        var errors = new ErrorList();
        ServiceRules.AddressesStay(errors, service.Spec, old.Spec);
        ServiceRules.Validate(errors, service, old);
        return errors;
    }

    public override ErrorList ValidateStatusUpdate(Service service, Service old)
    {
        var errors = new ErrorList();
        if (service.Spec.Type != "LoadBalancer" && service.Status.LoadBalancer.Ingress is { Count: > 0 })
        {
            errors.Add(FieldError.Forbidden(FieldPath.Of("status", "loadBalancer", "ingress"),
                "may only be used when `spec.type` is 'LoadBalancer'"));
        }
        return errors;
    }

    public override IEnumerable<string> WarningsOnCreate(Service service)
    {
        var spec = service.Spec;
        if (spec.ExternalIPs is { Count: > 0 })
            yield return "spec.externalIPs is deprecated and may no longer be implemented in some clusters";
        if (spec.Type == "ExternalName" && spec.SessionAffinity != "None")
            yield return "spec.SessionAffinity is ignored for ExternalName Services";
        if (spec.ClusterIP == "None")
        {
            if (spec.LoadBalancerIP.Length > 0) yield return "spec.loadBalancerIP is ignored for headless services";
            if (spec.ExternalIPs is { Count: > 0 }) yield return "spec.externalIPs is ignored for headless services";
            if (spec.SessionAffinity != "None") yield return "spec.SessionAffinity is ignored for headless services";
        }
        if (spec.TrafficDistribution == "PreferClose")
            yield return "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"";
        if (spec.Type != "ExternalName" && spec.ExternalName.Length > 0)
            yield return "spec.externalName is ignored when spec.type is not \"ExternalName\"";
    }

    public override IEnumerable<string> WarningsOnUpdate(Service service, Service old) => WarningsOnCreate(service);
}
