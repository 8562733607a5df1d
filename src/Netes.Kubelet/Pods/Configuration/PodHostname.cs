using Netes.Api.CoreV1;

namespace Netes.Kubelet.Pods.Configuration;

/// <summary>What a Pod is called inside. https://kubernetes.io/docs/concepts/workloads/pods/pod-hostname/</summary>
internal static class PodHostname
{
    private const int MaxLength = 63;

    /// <returns>The host name, and the domain that makes it fully qualified (empty without a subdomain).</returns>
    public static (string Hostname, string Domain) Of(Pod pod, string clusterDomain)
    {
        if (pod.Spec.HostnameOverride is { Length: > 0 } fixedName) return (fixedName, "");
        string hostname = pod.Spec.Hostname;
        if (hostname.Length == 0)
        {
            hostname = pod.Metadata.Name;
            if (hostname.Length > MaxLength) hostname = hostname[..MaxLength].TrimEnd('-', '.');
        }
        string domain = pod.Spec.Subdomain.Length > 0 ? $"{pod.Spec.Subdomain}.{pod.Metadata.Namespace}.svc.{clusterDomain}" : "";
        return (hostname, domain);
    }

    /// <summary>What the kernel is told: the short name, or the full one when the Pod asks for it.</summary>
    /// <exception cref="Variables.ContainerConfigException">The full name is longer than the kernel takes.</exception>
    public static string Kernel(Pod pod, string clusterDomain)
    {
        var (hostname, domain) = Of(pod, clusterDomain);
        if (pod.Spec.SetHostnameAsFQDN != true || domain.Length == 0) return hostname;
        string full = $"{hostname}.{domain}";
        return full.Length <= 64 ? full : throw new Variables.ContainerConfigException(
            $"failed to construct FQDN from pod hostname and cluster domain, FQDN {full} is too long (64 characters is the max, {full.Length} characters requested)");
    }
}
