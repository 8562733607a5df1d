using System.Text;
using Netes.Api.CoreV1;

namespace Netes.Kubelet.Pods.Configuration;

/// <summary>The /etc/hosts of a Pod's containers: the names of localhost, the Pod itself, and spec.hostAliases.</summary>
internal static class HostsFile
{
    public static string ForPod(Pod pod, IReadOnlyList<string> addresses, string hostname, string hostDomain)
    {
        var text = new StringBuilder(
            "# Kubernetes-managed hosts file.\n" +
            "127.0.0.1\tlocalhost\n" +
            "::1\tlocalhost ip6-localhost ip6-loopback\n" +
            "fe00::0\tip6-localnet\n" +
            "fe00::0\tip6-mcastprefix\n" +
            "fe00::1\tip6-allnodes\n" +
            "fe00::2\tip6-allrouters\n");
        foreach (string address in addresses)
        {
            text.Append(address).Append('\t');
            if (hostDomain.Length > 0) text.Append(hostname).Append('.').Append(hostDomain).Append('\t');
            text.Append(hostname).Append('\n');
        }
        AppendAliases(text, pod);
        return text.ToString();
    }

    /// <summary>On the host's network the host's own file counts, with the Pod's aliases after it.</summary>
    public static string ForHostNetwork(Pod pod, string hostFile)
    {
        var text = new StringBuilder("# Kubernetes-managed hosts file (host network).\n").Append(hostFile);
        AppendAliases(text, pod);
        return text.ToString();
    }

    private static void AppendAliases(StringBuilder text, Pod pod)
    {
        if (pod.Spec.HostAliases is not { Count: > 0 } aliases) return;
        text.Append("\n# Entries added by HostAliases.\n");
        foreach (var alias in aliases) text.Append(alias.Ip).Append('\t').AppendJoin('\t', alias.Hostnames ?? []).Append('\n');
    }
}
