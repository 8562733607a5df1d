using Netes.Api.DiscoveryV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Core;

/// <summary>The rules of an EndpointSlice.</summary>
internal static class EndpointSliceRules
{
    private const int MaxEndpoints = 1000;
    private const int MaxPorts = 20000;
    private const int MaxAddresses = 100;

    public static void Validate(ErrorList errors, EndpointSlice slice)
    {
        if (slice.AddressType.Length == 0) errors.Add(FieldError.Required(FieldPath.Of("addressType")));
        else if (slice.AddressType is not ("FQDN" or "IPv4" or "IPv6"))
            errors.Add(FieldError.NotSupported(FieldPath.Of("addressType"), slice.AddressType, "FQDN", "IPv4", "IPv6"));
        Ports(errors, slice.Ports);
        var path = FieldPath.Of("endpoints");
        if (slice.Endpoints?.Count > MaxEndpoints)
        {
            errors.Add(FieldError.TooMany(path, slice.Endpoints.Count, MaxEndpoints));
            return;
        }
        for (var i = 0; i < (slice.Endpoints?.Count ?? 0); i++)
            One(errors, slice.Endpoints![i], slice.AddressType, path.Index(i));
    }

    private static void Ports(ErrorList errors, List<EndpointPort>? ports)
    {
        var path = FieldPath.Of("ports");
        if (ports?.Count > MaxPorts)
        {
            errors.Add(FieldError.TooMany(path, ports.Count, MaxPorts));
            return;
        }
        var names = new HashSet<string>();
        for (var i = 0; i < (ports?.Count ?? 0); i++)
        {
            var port = ports![i];
            var at = path.Index(i);
            var name = port.Name ?? "";
            if (name.Length > 0) errors.AddInvalid(at.Child("name"), name, NameRules.DnsLabel(name));
            if (!names.Add(name)) errors.Add(FieldError.Duplicate(at.Child("name"), name));
            PortRules.Protocol(errors, port.Protocol ?? "", at.Child("protocol"));
            if (port.AppProtocol is { } app) errors.AddInvalid(at.Child("appProtocol"), app, NameRules.QualifiedName(app));
        }
    }

    private static void One(ErrorList errors, Endpoint endpoint, string addressType, FieldPath path)
    {
        var addresses = path.Child("addresses");
        if ((endpoint.Addresses?.Count ?? 0) == 0) errors.Add(FieldError.Required(addresses, "must contain at least 1 address"));
        else if (endpoint.Addresses!.Count > MaxAddresses)
            errors.Add(FieldError.TooMany(addresses, endpoint.Addresses.Count, MaxAddresses));
        for (var i = 0; i < (endpoint.Addresses?.Count ?? 0); i++)
            Address(errors, endpoint.Addresses![i], addressType, addresses, i);
        if (endpoint.NodeName is { } node) errors.AddInvalid(path.Child("nodeName"), node, NameRules.DnsSubdomain(node));
        foreach (var (key, value) in (endpoint.DeprecatedTopology ?? []).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            errors.AddInvalid(path.Child("deprecatedTopology").Key(key), key, NameRules.QualifiedName(key));
            errors.AddInvalid(path.Child("deprecatedTopology").Key(key), value, NameRules.LabelValue(value));
        }
        if (endpoint.Hostname is { } host) errors.AddInvalid(path.Child("hostname"), host, NameRules.DnsLabel(host));
        Hints(errors, endpoint.Hints, path.Child("hints"));
    }

    private static void Address(ErrorList errors, string address, string addressType, FieldPath path, int index)
    {
        var at = path.Index(index);
        switch (addressType)
        {
            case "IPv4" or "IPv6":
                var wrong = IpRules.Address(address);
                errors.AddInvalid(at, address, wrong);
                if (wrong.Count > 0 && !IpRules.TryParseSloppy(address, out _)) break;
                // The list is named, not its element.
                if (IpRules.IsIPv6(address) != (addressType == "IPv6"))
                    errors.Add(FieldError.Invalid(path, address, $"must be an {addressType} address"));
                errors.AddInvalid(at, address, SpecialAddresses.NotForEndpoints(address));
                break;
            case "FQDN":
                var name = address.EndsWith('.') ? address[..^1] : address;
                errors.AddInvalid(at, name, NameRules.DnsSubdomain(name));
                break;
        }
    }

    private static void Hints(ErrorList errors, EndpointHints? hints, FieldPath path)
    {
        if (hints is null) return;
        var zones = new HashSet<string>();
        for (var i = 0; i < (hints.ForZones?.Count ?? 0); i++)
        {
            var name = hints.ForZones![i].Name;
            var at = path.Child("forZones").Index(i).Child("name");
            if (!zones.Add(name)) errors.Add(FieldError.Duplicate(at, name));
            errors.AddInvalid(at, name, NameRules.LabelValue(name));
        }
        var nodes = new HashSet<string>();
        for (var i = 0; i < (hints.ForNodes?.Count ?? 0); i++)
        {
            var name = hints.ForNodes![i].Name;
            var at = path.Child("forNodes").Index(i).Child("name");
            if (!nodes.Add(name)) errors.Add(FieldError.Duplicate(at, name));
            errors.AddInvalid(at, name, NameRules.DnsSubdomain(name));
        }
    }
}
