using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.Storage;

namespace Netes.ApiServer.Resources.Allocation;

/// <summary>
/// Gives Services their cluster IPs and node ports, and takes them back. What is taken is kept in memory and read from the
/// stored Services at the start.
/// </summary>
internal sealed class ServiceAllocation(ResourceRegistry registry, ApiServerOptions options) : IWriteHook
{
    private readonly ServiceRange addresses = new(options.ServiceCidr);
    private readonly NumberPool ports = new(options.NodePortLast - options.NodePortFirst + 1,
        Math.Min(Math.Max(16, (options.NodePortLast - options.NodePortFirst + 1) / 32), 86));

    /// <summary>Counts in what the stored Services have.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        ResourceStore services = registry.Get("", "v1", "services");
        foreach (ResourceItem item in (await services.Cache.LatestAsync(cancellationToken)).Range(KeyRange.Prefix(services.Definition.KeyPrefix)))
        {
            var service = (Service)item.Shared;
            foreach (string ip in Addresses(service)) addresses.TryTake(ip);
            foreach (int port in NodePorts(service))
            {
                if (InRange(port)) ports.TryTake(port - options.NodePortFirst);
            }
        }
    }

    public ValueTask<IWriteReservation> BeginAsync(IApiObject obj, IApiObject? old, bool dryRun, CancellationToken cancellationToken)
    {
        var service = (Service)obj;
        var reservation = new Reservation(dryRun);
        try
        {
            if (old is Service before) KeepAllocated(service, before);
            ReserveAddress(service, old as Service, reservation);
            ReservePorts(service, old as Service, reservation);
            return ValueTask.FromResult<IWriteReservation>(reservation);
        }
        catch
        {
            reservation.Dispose();
            throw;
        }
    }

    public ValueTask DeletedAsync(IApiObject obj, CancellationToken cancellationToken)
    {
        var service = (Service)obj;
        foreach (string ip in Addresses(service)) addresses.Release(ip);
        foreach (int port in NodePorts(service))
        {
            if (InRange(port)) ports.Release(port - options.NodePortFirst);
        }
        return default;
    }

    /// <summary>An update that leaves out what was allocated means to keep it.</summary>
    private static void KeepAllocated(Service service, Service before)
    {
        if (NeedsAddress(service) && NeedsAddress(before) && service.Spec.ClusterIP.Length == 0 && service.Spec.ClusterIPs is null or { Count: 0 })
        {
            service.Spec.ClusterIP = before.Spec.ClusterIP;
            service.Spec.ClusterIPs = before.Spec.ClusterIPs is { } ips ? [.. ips] : null;
        }
        if (!NeedsNodePorts(service) || !NeedsNodePorts(before)) return;
        foreach (ServicePort port in service.Spec.Ports ?? [])
        {
            if (port.NodePort != 0) continue;
            ServicePort? same = before.Spec.Ports?.Find(p => p.Port == port.Port && p.Protocol == port.Protocol);
            if (same is not null && !service.Spec.Ports!.Exists(p => p.NodePort == same.NodePort && p.Protocol == same.Protocol)) port.NodePort = same.NodePort;
        }
        if (service.Spec.HealthCheckNodePort == 0) service.Spec.HealthCheckNodePort = NeedsHealthPort(service) ? before.Spec.HealthCheckNodePort : 0;
    }

    private void ReserveAddress(Service service, Service? before, Reservation reservation)
    {
        string? had = before is null ? null : Addresses(before).FirstOrDefault();
        if (!NeedsAddress(service))
        {
            if (had is not null)
            {
                reservation.ReleaseOnCommit(() => addresses.Release(had));
                if (service.Spec.ClusterIP == had)
                {
                    service.Spec.ClusterIP = "";
                    service.Spec.ClusterIPs = null;
                }
            }
            return;
        }
        if (service.Spec.ClusterIP.Length == 0 && service.Spec.ClusterIPs is [{ Length: > 0 } listed, ..]) service.Spec.ClusterIP = listed;
        string wanted = service.Spec.ClusterIP;
        if (wanted == "None" || wanted.Length > 0 && wanted == had) return;
        if (wanted.Length > 0)
        {
            // Whether it is an address at all is the strategy's to say.
            if (!System.Net.IPAddress.TryParse(wanted, out _)) return;
            if (!addresses.Contains(wanted))
                throw Refuse(service, "clusterIPs", $"[{GoValue.Quote(wanted)}]",
                    $"failed to allocate IP {wanted}: the provided IP ({wanted}) is not in the valid range. The range of valid IPs is {addresses.Network}");
            if (!addresses.TryTake(wanted))
                throw Refuse(service, "clusterIPs", $"[{GoValue.Quote(wanted)}]", $"failed to allocate IP {wanted}: provided IP is already allocated");
        }
        else
        {
            wanted = addresses.TakeAny() ?? throw Http.ApiErrors.Internal("failed to allocate a serviceIP: range is full");
            service.Spec.ClusterIP = wanted;
        }
        service.Spec.ClusterIPs ??= [wanted];
        if (service.Spec.ClusterIPs.Count == 0) service.Spec.ClusterIPs.Add(wanted);
        reservation.Took(() => addresses.Release(wanted));
    }

    private void ReservePorts(Service service, Service? before, Reservation reservation)
    {
        HashSet<int> had = before is null ? [] : [.. NodePorts(before)];
        HashSet<int> keeps = [];
        if (NeedsNodePorts(service))
        {
            var seen = new Dictionary<int, HashSet<string>>();
            List<ServicePort> list = service.Spec.Ports ?? [];
            // Chosen numbers first, so that no unchosen one gets in their way.
            for (int i = 0; i < list.Count; i++)
            {
                if (list[i].NodePort == 0) continue;
                Choose(service, FieldPath.Of("spec", "ports").Index(i).Child("nodePort"), list[i].NodePort, list[i].Protocol, had, seen, reservation);
                keeps.Add(list[i].NodePort);
            }
            foreach (ServicePort port in list)
            {
                if (port.NodePort != 0) continue;
                // One number serves the same port of several protocols.
                ServicePort? sibling = list.Find(p => p != port && p.Port == port.Port && p.Protocol != port.Protocol && p.NodePort != 0
                    && seen.GetValueOrDefault(p.NodePort)?.Contains(port.Protocol) != true);
                port.NodePort = sibling?.NodePort ?? Any(reservation);
                if (!seen.TryGetValue(port.NodePort, out HashSet<string>? protocols)) seen[port.NodePort] = protocols = [];
                protocols.Add(port.Protocol);
                keeps.Add(port.NodePort);
            }
            if (NeedsHealthPort(service))
            {
                if (service.Spec.HealthCheckNodePort == 0) service.Spec.HealthCheckNodePort = Any(reservation);
                else if (!had.Contains(service.Spec.HealthCheckNodePort))
                    Choose(service, FieldPath.Of("spec", "healthCheckNodePort"), service.Spec.HealthCheckNodePort, "TCP", had, [], reservation);
                keeps.Add(service.Spec.HealthCheckNodePort);
            }
        }
        foreach (int port in had)
        {
            if (!keeps.Contains(port) && InRange(port)) reservation.ReleaseOnCommit(() => ports.Release(port - options.NodePortFirst));
        }
    }

    private void Choose(Service service, FieldPath path, int port, string protocol, HashSet<int> had, Dictionary<int, HashSet<string>> seen, Reservation reservation)
    {
        if (!seen.TryGetValue(port, out HashSet<string>? protocols)) seen[port] = protocols = [];
        bool first = protocols.Count == 0;
        if (!protocols.Add(protocol)) throw Refuse(service, path, port, "provided port is already allocated");
        if (!first || had.Contains(port)) return;
        if (!InRange(port))
            throw Refuse(service, path, port, $"provided port is not in the valid range. The range of valid ports is {options.NodePortFirst}-{options.NodePortLast}");
        if (!ports.TryTake(port - options.NodePortFirst)) throw Refuse(service, path, port, "provided port is already allocated");
        reservation.Took(() => ports.Release(port - options.NodePortFirst));
    }

    private int Any(Reservation reservation)
    {
        int number = ports.TakeAny() ?? throw Http.ApiErrors.Internal("failed to allocate a nodePort: range is full");
        reservation.Took(() => ports.Release(number));
        return number + options.NodePortFirst;
    }

    private static Http.ApiException Refuse(Service service, string field, string shown, string why) =>
        new ErrorList { new FieldError(ErrorType.Invalid, "spec." + field, $"Invalid value: {shown}: {why}") }.ToException("", "Service", service.Metadata.Name);

    private static Http.ApiException Refuse(Service service, FieldPath path, int port, string why) =>
        new ErrorList { FieldError.Invalid(path, port, why) }.ToException("", "Service", service.Metadata.Name);

    private bool InRange(int port) => port >= options.NodePortFirst && port <= options.NodePortLast;

    private static bool NeedsAddress(Service service) => service.Spec.Type != "ExternalName";

    private static bool NeedsNodePorts(Service service) =>
        service.Spec.Type == "NodePort" || service.Spec.Type == "LoadBalancer" && service.Spec.AllocateLoadBalancerNodePorts != false;

    private static bool NeedsHealthPort(Service service) => service.Spec is { Type: "LoadBalancer", ExternalTrafficPolicy: "Local" };

    private static IEnumerable<string> Addresses(Service service) =>
        service.Spec.ClusterIP is { Length: > 0 } ip and not "None" ? [ip] : [];

    private static IEnumerable<int> NodePorts(Service service) =>
        (service.Spec.Ports ?? []).Select(p => p.NodePort).Append(service.Spec.HealthCheckNodePort).Where(p => p != 0);

    private sealed class Reservation(bool dryRun) : IWriteReservation
    {
        private readonly List<Action> undo = [];
        private readonly List<Action> afterwards = [];
        private bool committed;

        public void Took(Action release) => undo.Add(release);

        public void ReleaseOnCommit(Action release) => afterwards.Add(release);

        public void Commit()
        {
            if (dryRun) return;
            committed = true;
            foreach (Action release in afterwards) release();
        }

        public void Dispose()
        {
            if (committed) return;
            foreach (Action release in undo) release();
            undo.Clear();
        }
    }
}
