using System.Globalization;
using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission.PodSecurity.Checks;

/// <summary>No port of the node is taken.</summary>
internal static class HostPorts
{
    public static PodCheck Check { get; } = new("hostPorts", SecurityLevel.Baseline, (0, Rule));

    private static Violation? Rule(PodView pod)
    {
        var containers = new List<string>();
        SortedSet<string> ports = Words.Set();
        foreach (ContainerView container in pod.Containers)
        {
            bool uses = false;
            foreach (ContainerPort port in container.Ports ?? [])
            {
                if (port.HostPort == 0) continue;
                uses = true;
                ports.Add(port.HostPort.ToString(CultureInfo.InvariantCulture));
            }
            if (uses) containers.Add(container.Name);
        }
        return containers.Count == 0 ? null : new Violation("hostPort",
            $"{Words.Containers(containers)} {Words.Plural("uses", "use", containers.Count)} {Words.Plural("hostPort", "hostPorts", ports.Count)} {string.Join(", ", ports)}");
    }
}
