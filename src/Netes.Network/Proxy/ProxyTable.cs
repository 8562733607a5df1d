using Netes.Api.CoreV1;
using Netes.Api.DiscoveryV1;

namespace Netes.Network.Proxy;

/// <summary>One change of a table: what nft has to do, and which connections to forget afterwards.</summary>
internal sealed record TableChange(string Transaction, IReadOnlyList<StaleFlow> StaleFlows);

/// <summary>
/// One family's side of the proxy: what it knows of each Service, and the table that follows from it. No I/O.
/// </summary>
internal sealed class ProxyTable(IpFamily family, string clusterCidr, ProxyOptions options)
{
    private readonly ServiceTranslation _translation = new(family, options.Node);
    private readonly ServiceRulesBuilder _builder = new(family, clusterCidr);
    private readonly Dictionary<ServiceName, ProxyService> _services = [];
    private readonly Ruleset _ruleset = new(family, OfFamily(options.ServiceCidrs, family), OfFamily(options.NodePortAddresses, family));

    public IpFamily Family => family;

    public Ruleset Ruleset => _ruleset;

    /// <summary>Takes the present state of the given Services.</summary>
    public TableChange Change(
        IReadOnlyCollection<ServiceName> names, Func<ServiceName, Service?> service, Func<ServiceName, IEnumerable<EndpointSlice>> slices)
    {
        var changes = new List<KeyValuePair<ServiceName, ServiceRules>>(names.Count);
        var flows = new List<StaleFlow>();
        foreach (ServiceName name in names)
        {
            ProxyService? now = _translation.Translate(service(name), slices(name));
            flows.AddRange(StaleFlows.Find(_services.GetValueOrDefault(name), now));
            if (now is null)
            {
                _services.Remove(name);
            }
            else
            {
                _services[name] = now;
            }

            changes.Add(new(name, now is null ? ServiceRules.Empty : _builder.Build(now)));
        }

        return new(_ruleset.Change(changes), flows);
    }

    /// <summary>One table for each family that the cluster has Pod addresses in.</summary>
    public static IReadOnlyList<ProxyTable> ForFamilies(ProxyOptions options)
    {
        var tables = new List<ProxyTable>();
        foreach (IpFamily family in Enum.GetValues<IpFamily>())
        {
            if (OfFamily(options.ClusterCidrs, family) is [string clusterCidr, ..])
            {
                tables.Add(new(family, clusterCidr, options));
            }
        }

        return tables;
    }

    private static string[] OfFamily(IEnumerable<string> cidrs, IpFamily family) =>
        [.. cidrs.Where(cidr => IpFamilyExtensions.FamilyOf(cidr) == family)];
}
