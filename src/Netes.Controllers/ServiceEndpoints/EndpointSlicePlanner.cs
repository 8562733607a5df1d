using System.Globalization;
using Netes.Api.CoreV1;
using Netes.Api.DiscoveryV1;
using Netes.Api.MetaV1;
using Netes.Client;
using Netes.Controllers.Pods;
using EndpointPort = Netes.Api.DiscoveryV1.EndpointPort;

namespace Netes.Controllers.ServiceEndpoints;

/// <summary>Which slices to write so that together they say what the Service's endpoints are.</summary>
internal sealed class EndpointSlicePlan
{
    public List<EndpointSlice> Create { get; } = [];

    public List<EndpointSlice> Update { get; } = [];

    public List<EndpointSlice> Delete { get; } = [];
}

/// <summary>
/// Spreads endpoints over slices with as few writes as possible. For each address family and each set of resolved ports:
/// <code>
///   1 every slice keeps what is still wanted of its endpoints and drops the rest
///   2 what is wanted and nowhere yet fills the slices that are written anyway
///   3 what then remains goes, when it is less than a slice, to the fullest untouched slice that takes it
///   4 and else to new slices; slices left empty are deleted
/// </code>
/// </summary>
internal static class EndpointSlicePlanner
{
    public const int MaxEndpoints = 100;
    public const string ManagedByLabel = "endpointslice.kubernetes.io/managed-by";
    public const string ManagedBy = "endpointslice-controller.k8s.io";
    private const string ZoneLabel = "topology.kubernetes.io/zone";

    /// <param name="node">Finds a node by name, for its zone.</param>
    /// <param name="existing">The Service's slices that this controller manages.</param>
    public static EndpointSlicePlan Plan(Service service, IReadOnlyList<Pod> pods, Func<string, Node?> node, IReadOnlyList<EndpointSlice> existing)
    {
        var plan = new EndpointSlicePlan();
        var alive = existing.Where(s => s.Metadata.DeletionTimestamp is null).ToList();
        var families = service.Spec.IpFamilies is { Count: > 0 } given ? given : [IPFamily.IPv4];
        plan.Delete.AddRange(alive.Where(s => !families.Contains(s.AddressType)));
        var labels = Labels(service);
        foreach (string family in families) PlanFamily(service, pods, node, [.. alive.Where(s => s.AddressType == family)], family, labels, plan);
        if ((plan.Create.Count > 0 || plan.Update.Count > 0) && EndpointRules.TriggerTime(service, pods) is { } trigger)
        {
            string text = trigger.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            foreach (var slice in plan.Create.Concat(plan.Update))
                (slice.Metadata.Annotations ??= [])[EndpointRules.TriggerTimeAnnotation] = text;
        }
        return plan;
    }

    private static void PlanFamily(Service service, IReadOnlyList<Pod> pods, Func<string, Node?> node, List<EndpointSlice> existing,
        string family, Dictionary<string, string> labels, EndpointSlicePlan plan)
    {
        var wanted = new Dictionary<string, (List<EndpointPort> Ports, Dictionary<EndpointKey, Endpoint> Endpoints)>();
        // Ports by number are the same for every Pod.
        bool perPod = service.Spec.Ports?.Exists(p => p.TargetPort.IsString) == true;
        List<EndpointPort>? ports = null;
        string key = "";
        foreach (var pod in pods)
        {
            if (!EndpointRules.Counts(pod, includeTerminating: true)) continue;
            var addresses = EndpointRules.Addresses(pod, family);
            if (addresses.Count == 0) continue;
            if (ports is null || perPod) key = PortsKey(ports = Ports(service, pod));
            if (!wanted.TryGetValue(key, out var group)) wanted.Add(key, group = (ports, []));
            group.Endpoints[EndpointKey.Of(pod.Metadata.Uid, addresses)] = ToEndpoint(service, pod, addresses, node);
        }
        var byPorts = existing.GroupBy(s => PortsKey(s.Ports ?? [])).ToDictionary(g => g.Key, g => g.ToList());
        var empty = new List<EndpointSlice>();
        foreach (var (portsKey, group) in wanted)
            Distribute(group.Ports, group.Endpoints, byPorts.GetValueOrDefault(portsKey) ?? [], service, family, labels, plan, empty);
        foreach (var (portsKey, slices) in byPorts)
            if (!wanted.ContainsKey(portsKey)) empty.AddRange(slices);
        // One slice always stays, so that whoever watches knows that there is nothing.
        if (wanted.Count == 0) KeepPlaceholder(service, family, labels, empty, plan);
        plan.Delete.AddRange(empty);
    }

    private static void Distribute(List<EndpointPort> ports, Dictionary<EndpointKey, Endpoint> missing, List<EndpointSlice> slices,
        Service service, string family, Dictionary<string, string> labels, EndpointSlicePlan plan, List<EndpointSlice> empty)
    {
        var untouched = new List<EndpointSlice>();
        var written = new List<EndpointSlice>();
        foreach (var slice in slices)
        {
            var kept = new List<Endpoint>();
            bool changed = false;
            foreach (var endpoint in slice.Endpoints ?? [])
            {
                if (missing.Remove(EndpointKey.Of(endpoint.TargetRef?.Uid ?? "", endpoint.Addresses ?? []), out var now))
                {
                    changed |= !now.DeepEquals(endpoint);
                    kept.Add(now);
                }
                else
                {
                    changed = true;
                }
            }
            if (kept.Count == 0) empty.Add(slice);
            else if (changed || !HasLabels(slice, labels)) written.Add(With(slice, kept, labels));
            else untouched.Add(slice);
        }
        var queue = new Queue<Endpoint>(missing.Values);
        // An emptied slice is as good as a new one, and keeps its name.
        while (queue.Count > 0 && empty.FindIndex(s => slices.Contains(s)) is >= 0 and var reusable && written.Sum(Room) < queue.Count)
        {
            written.Add(With(empty[reusable], [], labels));
            empty.RemoveAt(reusable);
        }
        foreach (var slice in written.OrderByDescending(s => s.Endpoints!.Count)) Fill(slice, queue);
        if (queue.Count is > 0 and < MaxEndpoints
            && untouched.Where(s => Room(s) >= queue.Count).MaxBy(s => s.Endpoints?.Count ?? 0) is { } fullest)
        {
            var taken = With(fullest, [.. fullest.Endpoints ?? []], labels);
            Fill(taken, queue);
            written.Add(taken);
        }
        plan.Update.AddRange(written);
        while (queue.Count > 0)
        {
            var slice = New(service, family, ports, labels);
            Fill(slice, queue);
            plan.Create.Add(slice);
        }
    }

    private static void KeepPlaceholder(
        Service service, string family, Dictionary<string, string> labels, List<EndpointSlice> empty, EndpointSlicePlan plan)
    {
        if (empty.Find(s => s.Endpoints is not { Count: > 0 } && s.Ports is not { Count: > 0 }) is { } placeholder)
        {
            empty.Remove(placeholder);
            if (!HasLabels(placeholder, labels)) plan.Update.Add(With(placeholder, [], labels));
            return;
        }
        if (empty.Count == 0)
        {
            plan.Create.Add(New(service, family, [], labels));
            return;
        }
        var emptied = With(empty[0], [], labels);
        emptied.Ports = [];
        plan.Update.Add(emptied);
        empty.RemoveAt(0);
    }

    private static int Room(EndpointSlice slice) => MaxEndpoints - (slice.Endpoints?.Count ?? 0);

    private static void Fill(EndpointSlice slice, Queue<Endpoint> queue)
    {
        var endpoints = slice.Endpoints ??= [];
        while (endpoints.Count < MaxEndpoints && queue.TryDequeue(out var endpoint)) endpoints.Add(endpoint);
    }

    private static EndpointSlice With(EndpointSlice slice, List<Endpoint> endpoints, Dictionary<string, string> labels)
    {
        var copy = slice.Clone();
        copy.Endpoints = endpoints;
        copy.Metadata.Labels = new Dictionary<string, string>(labels);
        return copy;
    }

    private static EndpointSlice New(Service service, string family, List<EndpointPort> ports, Dictionary<string, string> labels) => new()
    {
        Metadata = new ObjectMeta
        {
            Namespace = service.Metadata.Namespace,
            GenerateName = service.Metadata.Name + "-",
            Labels = new Dictionary<string, string>(labels),
            OwnerReferences = [OwnerReferences.ToController(service)],
        },
        AddressType = family,
        Endpoints = [],
        Ports = [.. ports.Select(p => p.Clone())],
    };

    private static Dictionary<string, string> Labels(Service service)
    {
        var labels = new Dictionary<string, string>(service.Metadata.Labels ?? [])
        {
            [EndpointRules.ServiceNameLabel] = service.Metadata.Name,
            [ManagedByLabel] = ManagedBy,
        };
        if (EndpointRules.IsHeadless(service)) labels[EndpointRules.HeadlessLabel] = "";
        else labels.Remove(EndpointRules.HeadlessLabel);
        return labels;
    }

    private static bool HasLabels(EndpointSlice slice, Dictionary<string, string> labels) =>
        slice.Metadata.Labels?.Count == labels.Count && labels.All(l => slice.Metadata.Labels.TryGetValue(l.Key, out string? value) && value == l.Value);

    private static List<EndpointPort> Ports(Service service, Pod pod)
    {
        var ports = new List<EndpointPort>();
        foreach (var port in service.Spec.Ports ?? [])
            if (EndpointRules.ResolvePort(port, pod) is { } number)
                ports.Add(new EndpointPort
                {
                    Name = port.Name,
                    Port = number,
                    Protocol = EndpointRules.ProtocolOf(port.Protocol),
                    AppProtocol = port.AppProtocol,
                });
        return ports;
    }

    private static string PortsKey(List<EndpointPort> ports) =>
        string.Join(';', ports.Select(p => $"{p.Name ?? ""}/{p.Port}/{p.Protocol}/{p.AppProtocol}").Order(StringComparer.Ordinal));

    /// <summary>Which endpoint is which: the Pod under these addresses.</summary>
    private readonly record struct EndpointKey(string Uid, string Addresses)
    {
        public static EndpointKey Of(string uid, List<string> addresses) =>
            new(uid, addresses.Count == 1 ? addresses[0] : string.Join(',', addresses));
    }

    private static Endpoint ToEndpoint(Service service, Pod pod, List<string> addresses, Func<string, Node?> node)
    {
        bool serving = PodState.IsReady(pod), terminating = pod.Metadata.DeletionTimestamp is not null;
        var endpoint = new Endpoint
        {
            Addresses = addresses,
            Conditions = new EndpointConditions
            {
                // A terminating Pod is never ready, unless the Service publishes whatever there is.
                Ready = service.Spec.PublishNotReadyAddresses || (serving && !terminating),
                Serving = serving,
                Terminating = terminating,
            },
            TargetRef = EndpointRules.Reference(pod),
        };
        if (pod.Spec.NodeName.Length > 0)
        {
            endpoint.NodeName = pod.Spec.NodeName;
            endpoint.Zone = node(pod.Spec.NodeName)?.Metadata.Labels?.GetValueOrDefault(ZoneLabel);
        }
        if (EndpointRules.HasHostname(pod, service)) endpoint.Hostname = pod.Spec.Hostname;
        return endpoint;
    }
}
