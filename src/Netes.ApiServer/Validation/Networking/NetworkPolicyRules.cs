using Netes.Api.NetworkingV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Networking;

/// <summary>https://kubernetes.io/docs/concepts/services-networking/network-policies/</summary>
internal static class NetworkPolicyRules
{
    /// <param name="known">Networks that an older state of the object had: they are not asked for the strict form.</param>
    public static void Validate(ErrorList errors, NetworkPolicySpec spec, IReadOnlySet<string> known)
    {
        var path = FieldPath.Of("spec");
        LabelRules.Selector(errors, spec.PodSelector, path.Child("podSelector"));
        for (var i = 0; i < (spec.Ingress?.Count ?? 0); i++)
            Traffic(errors, spec.Ingress![i].Ports, spec.Ingress[i].From, path.Child("ingress").Index(i), "from", known);
        for (var i = 0; i < (spec.Egress?.Count ?? 0); i++)
            Traffic(errors, spec.Egress![i].Ports, spec.Egress[i].To, path.Child("egress").Index(i), "to", known);
        var types = path.Child("policyTypes");
        if (spec.PolicyTypes is { Count: > 2 })
        {
            errors.Add(FieldError.Invalid(types, spec.PolicyTypes, "may not specify more than two policyTypes"));
            return;
        }
        for (var i = 0; i < (spec.PolicyTypes?.Count ?? 0); i++)
        {
            if (spec.PolicyTypes![i] is not ("Ingress" or "Egress"))
                errors.Add(FieldError.NotSupported(types.Index(i), spec.PolicyTypes[i], "Ingress", "Egress"));
        }
    }

    /// <summary>All networks that a policy names.</summary>
    public static IEnumerable<(string Network, FieldPath Path)> Networks(NetworkPolicySpec spec)
    {
        var path = FieldPath.Of("spec");
        var peers = (spec.Ingress ?? []).Select((rule, i) => (Peers: rule.From, Path: path.Child("ingress").Index(i).Child("from")))
            .Concat((spec.Egress ?? []).Select((rule, i) => (Peers: rule.To, Path: path.Child("egress").Index(i).Child("to"))));
        foreach (var (list, at) in peers)
        {
            for (var i = 0; i < (list?.Count ?? 0); i++)
            {
                if (list![i].IpBlock is not { } block) continue;
                var blockPath = at.Index(i).Child("ipBlock");
                yield return (block.Cidr, blockPath.Child("cidr"));
                for (var k = 0; k < (block.Except?.Count ?? 0); k++)
                    yield return (block.Except![k], blockPath.Child("except").Index(k));
            }
        }
    }

    private static void Traffic(ErrorList errors, List<NetworkPolicyPort>? ports, List<NetworkPolicyPeer>? peers, FieldPath path, string side,
        IReadOnlySet<string> known)
    {
        for (var i = 0; i < (ports?.Count ?? 0); i++)
            Port(errors, ports![i], path.Child("ports").Index(i));
        for (var i = 0; i < (peers?.Count ?? 0); i++)
            Peer(errors, peers![i], path.Child(side).Index(i), known);
    }

    private static void Port(ErrorList errors, NetworkPolicyPort port, FieldPath path)
    {
        if (port.Protocol is { } protocol and not ("TCP" or "UDP" or "SCTP"))
            errors.Add(FieldError.NotSupported(path.Child("protocol"), protocol, "TCP", "UDP", "SCTP"));
        var end = path.Child("endPort");
        if (port.Port is not { } start)
        {
            if (port.EndPort is { } alone) errors.Add(FieldError.Invalid(end, alone, "may not be specified when `port` is not specified"));
        }
        else if (start.IsString)
        {
            if (port.EndPort is { } unwanted) errors.Add(FieldError.Invalid(end, unwanted, "may not be specified when `port` is non-numeric"));
            errors.AddInvalid(path.Child("port"), start.ToString(), ValueRules.PortName(start.ToString()));
        }
        else
        {
            errors.AddInvalid(path.Child("port"), start.IntValue, ValueRules.PortNumber(start.IntValue));
            if (port.EndPort is not { } last) return;
            if (last < start.IntValue) errors.Add(FieldError.Invalid(end, last, "must be greater than or equal to `port`"));
            errors.AddInvalid(end, last, ValueRules.PortNumber(last));
        }
    }

    private static void Peer(ErrorList errors, NetworkPolicyPeer peer, FieldPath path, IReadOnlySet<string> known)
    {
        LabelRules.Selector(errors, peer.PodSelector, path.Child("podSelector"));
        LabelRules.Selector(errors, peer.NamespaceSelector, path.Child("namespaceSelector"));
        if (peer.IpBlock is { } block) Block(errors, block, path.Child("ipBlock"), known);
        var selects = peer.PodSelector is not null || peer.NamespaceSelector is not null;
        if (!selects && peer.IpBlock is null) errors.Add(FieldError.Required(path, "must specify a peer"));
        else if (selects && peer.IpBlock is not null) errors.Add(FieldError.Forbidden(path, "may not specify both ipBlock and another peer"));
    }

    private static void Block(ErrorList errors, IPBlock block, FieldPath path, IReadOnlySet<string> known)
    {
        if (block.Cidr.Length == 0)
        {
            errors.Add(FieldError.Required(path.Child("cidr")));
            return;
        }
        if (!known.Contains(block.Cidr)) errors.AddInvalid(path.Child("cidr"), block.Cidr, IpRules.Network(block.Cidr));
        if (!IpRules.TryParseNetwork(block.Cidr, out _, out var prefix)) return;
        for (var i = 0; i < (block.Except?.Count ?? 0); i++)
        {
            var except = block.Except![i];
            var at = path.Child("except").Index(i);
            if (!known.Contains(except)) errors.AddInvalid(at, except, IpRules.Network(except));
            if (!IpRules.TryParseNetwork(except, out var address, out var exceptPrefix)) continue;
            if (!IpRules.Contains(block.Cidr, address) || prefix >= exceptPrefix)
                errors.Add(FieldError.Invalid(at, except, "must be a strict subset of `cidr`"));
        }
    }
}
