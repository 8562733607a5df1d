using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Core;

/// <summary>The rules of Endpoints.</summary>
internal static class EndpointsRules
{
    public static void Validate(ErrorList errors, List<EndpointSubset>? subsets, FieldPath path)
    {
        for (var i = 0; i < (subsets?.Count ?? 0); i++)
        {
            var subset = subsets![i];
            var at = path.Index(i);
            if ((subset.Addresses?.Count ?? 0) == 0 && (subset.NotReadyAddresses?.Count ?? 0) == 0)
                errors.Add(FieldError.Required(at, "must specify `addresses` or `notReadyAddresses`"));
            Addresses(errors, subset.Addresses, at.Child("addresses"));
            Addresses(errors, subset.NotReadyAddresses, at.Child("notReadyAddresses"));
            for (var j = 0; j < (subset.Ports?.Count ?? 0); j++)
                Port(errors, subset.Ports![j], subset.Ports.Count > 1, at.Child("ports").Index(j));
        }
    }

    private static void Addresses(ErrorList errors, List<EndpointAddress>? addresses, FieldPath path)
    {
        for (var i = 0; i < (addresses?.Count ?? 0); i++)
        {
            var address = addresses![i];
            var at = path.Index(i);
            errors.AddInvalid(at.Child("ip"), address.Ip, IpRules.LegacyAddress(address.Ip));
            if (address.Hostname.Length > 0) errors.AddInvalid(at.Child("hostname"), address.Hostname, NameRules.DnsLabel(address.Hostname));
            if (address.NodeName is { } node) errors.AddInvalid(at.Child("nodeName"), node, NameRules.DnsSubdomain(node));
            errors.AddInvalid(at.Child("ip"), address.Ip, SpecialAddresses.NotForEndpoints(address.Ip));
        }
    }

    private static void Port(ErrorList errors, EndpointPort port, bool nameNeeded, FieldPath path)
    {
        if (nameNeeded && port.Name.Length == 0) errors.Add(FieldError.Required(path.Child("name")));
        else if (port.Name.Length > 0) errors.AddInvalid(path.Child("name"), port.Name, NameRules.DnsLabel(port.Name));
        errors.AddInvalid(path.Child("port"), port.Port, ValueRules.PortNumber(port.Port));
        PortRules.Protocol(errors, port.Protocol, path.Child("protocol"));
        if (port.AppProtocol is { } app) errors.AddInvalid(path.Child("appProtocol"), app, NameRules.QualifiedName(app));
    }
}
