using System.Globalization;
using Netes.Api.CoreV1;
using Netes.Controllers.Pods;

namespace Netes.Controllers.ServiceEndpoints;

/// <summary>The Endpoints object of a Service: addresses grouped so that each subset's ports hold for all its addresses.</summary>
internal static class EndpointsPlanner
{
    public const int MaxAddresses = 1000;
    public const string OverCapacityAnnotation = "endpoints.kubernetes.io/over-capacity";
    public const string ManagedByLabel = "endpoints.kubernetes.io/managed-by";
    public const string ManagedBy = "endpoint-controller";

    /// <returns>The object as it should be, or null when it already is.</returns>
    public static Endpoints? Plan(Service service, IReadOnlyList<Pod> pods, Endpoints? existing)
    {
        var subsets = Subsets(service, pods);
        bool truncated = Truncate(subsets);
        var wanted = existing?.Clone() ?? new Endpoints();
        wanted.Metadata.Namespace = service.Metadata.Namespace;
        wanted.Metadata.Name = service.Metadata.Name;
        wanted.Subsets = subsets;
        wanted.Metadata.Labels = new Dictionary<string, string>(service.Metadata.Labels ?? []) { [ManagedByLabel] = ManagedBy };
        if (EndpointRules.IsHeadless(service)) wanted.Metadata.Labels[EndpointRules.HeadlessLabel] = "";
        else wanted.Metadata.Labels.Remove(EndpointRules.HeadlessLabel);
        if (truncated) (wanted.Metadata.Annotations ??= [])[OverCapacityAnnotation] = "truncated";
        else wanted.Metadata.Annotations?.Remove(OverCapacityAnnotation);
        if (existing is not null && Sorted(wanted).DeepEquals(Sorted(existing))) return null;
        if (EndpointRules.TriggerTime(service, pods) is { } trigger)
            (wanted.Metadata.Annotations ??= [])[EndpointRules.TriggerTimeAnnotation] =
                trigger.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return wanted;
    }

    private static List<EndpointSubset> Subsets(Service service, IReadOnlyList<Pod> pods)
    {
        string family = service.Spec.IpFamilies is { Count: > 0 } families ? families[0] : IPFamily.IPv4;
        // Each port with all that serve it; then the ports that the same addresses serve become one subset.
        var byPort = new Dictionary<(string Name, int Port, string Protocol, string? AppProtocol), List<(EndpointAddress Address, bool Ready)>>();
        var portless = new List<(EndpointAddress Address, bool Ready)>();
        foreach (var pod in pods.OrderBy(p => p.Metadata.Name, StringComparer.Ordinal))
        {
            if (!EndpointRules.Counts(pod, service.Spec.PublishNotReadyAddresses)) continue;
            var addresses = EndpointRules.Addresses(pod, family);
            if (addresses.Count == 0) continue;
            var address = Address(pod, service, addresses[0]);
            bool ready = service.Spec.PublishNotReadyAddresses || PodState.IsReady(pod);
            if (service.Spec.Ports is not { Count: > 0 } ports)
            {
                if (EndpointRules.IsHeadless(service)) portless.Add((address, ready));
                continue;
            }
            foreach (var port in ports)
            {
                if (EndpointRules.ResolvePort(port, pod) is not { } number) continue;
                var key = (port.Name, number, EndpointRules.ProtocolOf(port.Protocol), port.AppProtocol);
                if (!byPort.TryGetValue(key, out var served)) byPort.Add(key, served = []);
                served.Add((address, ready));
            }
        }
        var subsets = new List<EndpointSubset>();
        if (portless.Count > 0) subsets.Add(Subset(portless, null));
        foreach (var group in byPort.GroupBy(p => string.Join(' ', p.Value.Select(a => $"{a.Address.Ip}/{a.Address.TargetRef?.Uid}/{a.Ready}").Order())))
        {
            var ports = group.Select(p => new EndpointPort { Name = p.Key.Name, Port = p.Key.Port, Protocol = p.Key.Protocol, AppProtocol = p.Key.AppProtocol })
                .OrderBy(p => p.Port).ThenBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Protocol, StringComparer.Ordinal);
            subsets.Add(Subset(group.First().Value, [.. ports]));
        }
        return [.. subsets.OrderBy(s => s.Ports?[0].Port ?? 0).ThenBy(s => s.Ports?[0].Name ?? "", StringComparer.Ordinal)];
    }

    /// <summary>A copy in one fixed order: the server keeps an order of its own.</summary>
    private static Endpoints Sorted(Endpoints endpoints)
    {
        var copy = endpoints.Clone();
        foreach (var subset in copy.Subsets ?? [])
        {
            subset.Addresses?.Sort(ByAddress);
            subset.NotReadyAddresses?.Sort(ByAddress);
            subset.Ports?.Sort(ByPort);
        }
        copy.Subsets?.Sort(static (a, b) =>
        {
            int order = ByPort(a.Ports?.FirstOrDefault(), b.Ports?.FirstOrDefault());
            if (order != 0) return order;
            order = ByAddress(a.Addresses?.FirstOrDefault(), b.Addresses?.FirstOrDefault());
            return order != 0 ? order : ByAddress(a.NotReadyAddresses?.FirstOrDefault(), b.NotReadyAddresses?.FirstOrDefault());
        });
        return copy;
    }

    private static int ByAddress(EndpointAddress? a, EndpointAddress? b)
    {
        int order = string.CompareOrdinal(a?.Ip, b?.Ip);
        return order != 0 ? order : string.CompareOrdinal(a?.TargetRef?.Uid, b?.TargetRef?.Uid);
    }

    private static int ByPort(EndpointPort? a, EndpointPort? b)
    {
        int order = (a?.Port ?? 0).CompareTo(b?.Port ?? 0);
        if (order == 0) order = string.CompareOrdinal(a?.Name, b?.Name);
        return order != 0 ? order : string.CompareOrdinal(a?.Protocol, b?.Protocol);
    }

    private static EndpointSubset Subset(List<(EndpointAddress Address, bool Ready)> addresses, List<EndpointPort>? ports) => new()
    {
        Addresses = Sorted(addresses.Where(a => a.Ready)),
        NotReadyAddresses = Sorted(addresses.Where(a => !a.Ready)),
        Ports = ports,
    };

    private static List<EndpointAddress>? Sorted(IEnumerable<(EndpointAddress Address, bool Ready)> addresses)
    {
        var sorted = addresses.Select(a => a.Address).OrderBy(a => a.Ip, StringComparer.Ordinal).ThenBy(a => a.TargetRef?.Uid, StringComparer.Ordinal).ToList();
        return sorted.Count > 0 ? sorted : null;
    }

    private static EndpointAddress Address(Pod pod, Service service, string ip) => new()
    {
        Ip = ip,
        NodeName = pod.Spec.NodeName.Length > 0 ? pod.Spec.NodeName : null,
        Hostname = EndpointRules.HasHostname(pod, service) ? pod.Spec.Hostname : "",
        TargetRef = EndpointRules.Reference(pod),
    };

    /// <summary>At most a thousand addresses, ready ones first: larger Services are for EndpointSlices.</summary>
    private static bool Truncate(List<EndpointSubset> subsets)
    {
        int total = subsets.Sum(s => (s.Addresses?.Count ?? 0) + (s.NotReadyAddresses?.Count ?? 0));
        if (total <= MaxAddresses) return false;
        int left = MaxAddresses;
        foreach (var subset in subsets) left -= Cut(subset.Addresses, left);
        foreach (var subset in subsets) left -= Cut(subset.NotReadyAddresses, left);
        subsets.RemoveAll(s => s.Addresses is not { Count: > 0 } && s.NotReadyAddresses is not { Count: > 0 });
        return true;
    }

    private static int Cut(List<EndpointAddress>? addresses, int left)
    {
        if (addresses is null) return 0;
        if (addresses.Count > left) addresses.RemoveRange(left, addresses.Count - left);
        return addresses.Count;
    }
}
