using System.Collections.Frozen;
using Netes.Api.NetworkingV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Networking;

namespace Netes.ApiServer.Strategies.Networking;

/// <summary>https://kubernetes.io/docs/concepts/services-networking/network-policies/</summary>
internal sealed class NetworkPolicyStrategy : Strategy<NetworkPolicy>
{
    public override bool HasGeneration => true;

    public override ITablePrinter Table => NetworkingPrinters.NetworkPolicies;

    public override void Default(NetworkPolicy policy)
    {
        var spec = policy.Spec;
        if (spec.PolicyTypes is not { Count: > 0 }) spec.PolicyTypes = spec.Egress is { Count: > 0 } ? ["Ingress", "Egress"] : ["Ingress"];
        foreach (var port in (spec.Ingress ?? []).SelectMany(r => r.Ports ?? []).Concat((spec.Egress ?? []).SelectMany(r => r.Ports ?? [])))
            port.Protocol ??= "TCP";
    }

    public override bool DesiredStateChanged(NetworkPolicy policy, NetworkPolicy old) => !policy.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(NetworkPolicy policy)
    {
        var errors = new ErrorList();
        NetworkPolicyRules.Validate(errors, policy.Spec, FrozenSet<string>.Empty);
        return errors;
    }

    public override ErrorList ValidateUpdate(NetworkPolicy policy, NetworkPolicy old)
    {
        var errors = new ErrorList();
        NetworkPolicyRules.Validate(errors, policy.Spec, NetworkPolicyRules.Networks(old.Spec).Select(n => n.Network).ToHashSet());
        return errors;
    }

    public override IEnumerable<string> WarningsOnCreate(NetworkPolicy policy)
    {
        foreach (var (network, path) in NetworkPolicyRules.Networks(policy.Spec))
        {
            if (network.Contains(':') && IpRules.Canonical(network) is var canonical && canonical != network)
                yield return $"{path}: IPv6 CIDR value {GoValue.Quote(network)} should be in RFC 5952 canonical format ({GoValue.Quote(canonical)})";
        }
    }

    public override IEnumerable<string> WarningsOnUpdate(NetworkPolicy policy, NetworkPolicy old) => WarningsOnCreate(policy);
}
