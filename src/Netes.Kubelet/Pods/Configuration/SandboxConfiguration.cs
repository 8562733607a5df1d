using System.Globalization;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;
using V1 = Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Pods.Configuration;

/// <summary>What of the node's own settings goes into sandboxes.</summary>
/// <param name="HostResolver">The node's resolv.conf, for Pods that resolve as the node does.</param>
internal sealed record SandboxSettings(
    IReadOnlyList<string> ClusterDns, string ClusterDomain, ResolverConfig HostResolver, string NodeHostname);

/// <summary>The runtime's description of a Pod's sandbox.</summary>
internal static class SandboxConfiguration
{
    /// <exception cref="Variables.ContainerConfigException">The Pod asks for what cannot be.</exception>
    public static V1.PodSandboxConfig Build(
        Pod pod, int attempt, string cgroupParent, PodDirectories directories, SandboxSettings settings)
    {
        var config = new V1.PodSandboxConfig
        {
            Metadata = new V1.PodSandboxMetadata
            {
                Name = pod.Metadata.Name, Namespace = pod.Metadata.Namespace, Uid = pod.Metadata.Uid, Attempt = (uint)attempt,
            },
            Hostname = pod.Spec.HostNetwork ? "" : PodHostname.Kernel(pod, settings.ClusterDomain),
            LogDirectory = directories.Logs(pod),
            DnsConfig = PodDns.Of(pod, settings.ClusterDns, settings.ClusterDomain, settings.HostResolver),
            Linux = new V1.LinuxPodSandboxConfig
            {
                CgroupParent = cgroupParent,
                SecurityContext = SecurityContexts.ForSandbox(pod),
            },
        };
        foreach (var (key, value) in pod.Metadata.Labels ?? []) config.Labels[key] = value;
        PodLabels.Add(config.Labels, pod);
        foreach (var (key, value) in pod.Metadata.Annotations ?? []) config.Annotations[key] = value;
        config.Annotations["kubernetes.io/config.source"] = "api";
        foreach (var sysctl in pod.Spec.SecurityContext?.Sysctls ?? []) config.Linux.Sysctls[sysctl.Name.Replace('/', '.')] = sysctl.Value;
        if (!pod.Spec.HostNetwork) AddPorts(pod, config);
        return config;
    }

    private static void AddPorts(Pod pod, V1.PodSandboxConfig config)
    {
        var containers = (pod.Spec.InitContainers ?? []).Where(PodContainers.IsSidecar).Concat(pod.Spec.Containers ?? []);
        foreach (var port in containers.SelectMany(static c => c.Ports ?? []))
        {
            if (port.HostPort <= 0) continue;
            config.PortMappings.Add(new V1.PortMapping
            {
                Protocol = port.Protocol switch { "UDP" => V1.Protocol.Udp, "SCTP" => V1.Protocol.Sctp, _ => V1.Protocol.Tcp },
                ContainerPort = port.ContainerPortValue,
                HostPort = port.HostPort,
                HostIp = port.HostIP,
            });
        }
    }
}

/// <summary>How sandboxes and containers name the Pod that they belong to.</summary>
internal static class PodLabels
{
    public static void Add(IDictionary<string, string> labels, Pod pod)
    {
        labels[CriLabels.PodName] = pod.Metadata.Name;
        labels[CriLabels.PodNamespace] = pod.Metadata.Namespace;
        labels[CriLabels.PodUid] = pod.Metadata.Uid;
    }

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
