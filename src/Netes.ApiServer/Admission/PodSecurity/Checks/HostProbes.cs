using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission.PodSecurity.Checks;

/// <summary>Probes and lifecycle handlers don't make the kubelet call other hosts (since v1.34).</summary>
internal static class HostProbes
{
    public static PodCheck Check { get; } = new("hostProbesAndHostLifecycle", SecurityLevel.Baseline, (34, Rule));

    private static Violation? Rule(PodView pod)
    {
        SortedSet<string> containers = Words.Set(), hosts = Words.Set();
        foreach (ContainerView c in pod.Containers)
        {
            var found = new List<string>();
            Add(found, c.Liveness?.HttpGet, c.Liveness?.TcpSocket);
            Add(found, c.Readiness?.HttpGet, c.Readiness?.TcpSocket);
            Add(found, c.Startup?.HttpGet, c.Startup?.TcpSocket);
            Add(found, c.Lifecycle?.PostStart?.HttpGet, c.Lifecycle?.PostStart?.TcpSocket);
            Add(found, c.Lifecycle?.PreStop?.HttpGet, c.Lifecycle?.PreStop?.TcpSocket);
            if (found.Count == 0) continue;
            containers.Add(c.Name);
            hosts.UnionWith(found);
        }
        return containers.Count == 0 ? null : new Violation("probe or lifecycle host",
            $"{Words.Containers(containers)} {Words.Plural("uses", "use", containers.Count)} "
            + $"{Words.Plural("probe or lifecycle host", "probe or lifecycle hosts", hosts.Count)} {Words.Quoted(hosts)}");
    }

    private static void Add(List<string> hosts, HTTPGetAction? http, TCPSocketAction? socket)
    {
        if (http is { Host.Length: > 0 }) hosts.Add(http.Host);
        if (socket is { Host.Length: > 0 }) hosts.Add(socket.Host);
    }
}
