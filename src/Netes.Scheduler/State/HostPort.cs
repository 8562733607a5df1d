using Netes.Api.CoreV1;

namespace Netes.Scheduler.State;

/// <summary>A port that a Pod takes on its node's own address; "0.0.0.0" stands for all addresses.</summary>
internal readonly record struct HostPort(string Address, string Protocol, int Port)
{
    private const string AnyAddress = "0.0.0.0";

    public bool ConflictsWith(HostPort other) =>
        Port == other.Port && Protocol == other.Protocol
        && (Address == other.Address || Address == AnyAddress || other.Address == AnyAddress);

    public static HostPort[] Of(PodSpec spec)
    {
        List<HostPort>? ports = null;
        foreach (Container container in (spec.Containers ?? []).Concat((spec.InitContainers ?? []).Where(c => c.RestartPolicy == "Always")))
        {
            foreach (ContainerPort port in container.Ports ?? [])
            {
                if (port.HostPort > 0)
                {
                    (ports ??= []).Add(new(port.HostIP.Length == 0 ? AnyAddress : port.HostIP, port.Protocol.Length == 0 ? "TCP" : port.Protocol, port.HostPort));
                }
            }
        }

        return ports is null ? [] : [.. ports];
    }
}
