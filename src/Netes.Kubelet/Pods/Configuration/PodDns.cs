using Netes.Api.CoreV1;
using V1 = Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Pods.Configuration;

/// <summary>A resolv.conf.</summary>
internal sealed record ResolverConfig(IReadOnlyList<string> Servers, IReadOnlyList<string> Searches, IReadOnlyList<string> Options)
{
    public static ResolverConfig Empty { get; } = new([], [], []);

    public static ResolverConfig Parse(string text)
    {
        List<string> servers = [], searches = [], options = [];
        foreach (var line in text.Split('\n'))
        {
            var words = line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2) continue;
            switch (words[0])
            {
                case "nameserver": servers.Add(words[1]); break;
                // The last line of these counts.
                case "search": searches = [.. words[1..].Select(static s => s == "." ? s : s.TrimEnd('.'))]; break;
                case "options": options = [.. words[1..]]; break;
                default: break;
            }
        }
        return new ResolverConfig(servers, searches, options);
    }
}

/// <summary>How a Pod resolves names. https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy</summary>
internal static class PodDns
{
    private const int MaxServers = 3;
    private const int MaxSearches = 32;

    /// <param name="clusterServers">The cluster's DNS addresses; none when the cluster has no DNS.</param>
    public static V1.DNSConfig Of(Pod pod, IReadOnlyList<string> clusterServers, string clusterDomain, ResolverConfig host)
    {
        string policy = pod.Spec.DnsPolicy;
        bool cluster = policy is DNSPolicy.ClusterFirstWithHostNet || (policy is DNSPolicy.ClusterFirst or "" && !pod.Spec.HostNetwork);
        ResolverConfig config;
        if (policy == DNSPolicy.None) config = ResolverConfig.Empty;
        else if (cluster && clusterServers.Count > 0)
        {
            string[] own = [$"{pod.Metadata.Namespace}.svc.{clusterDomain}", $"svc.{clusterDomain}", clusterDomain];
            config = new ResolverConfig(clusterServers, [.. own.Concat(host.Searches).Distinct()], ["ndots:5"]);
        }
        else config = host;
        config = Merge(config, pod.Spec.DnsConfig);

        var result = new V1.DNSConfig();
        result.Servers.AddRange(config.Servers.Take(MaxServers));
        result.Searches.AddRange(config.Searches.Take(MaxSearches));
        result.Options.AddRange(config.Options);
        return result;
    }

    private static ResolverConfig Merge(ResolverConfig config, PodDNSConfig? own)
    {
        if (own is null) return config;
        var options = new List<string>();
        foreach (var option in own.Options ?? [])
            options.Add(option.Value is { Length: > 0 } value ? $"{option.Name}:{value}" : option.Name);
        // An option of the Pod's replaces the one of the same name.
        var names = options.ConvertAll(NameOf);
        options.InsertRange(0, config.Options.Where(o => !names.Contains(NameOf(o))));
        return new ResolverConfig(
            [.. config.Servers.Concat(own.Nameservers ?? []).Distinct()],
            [.. config.Searches.Concat(own.Searches ?? []).Distinct()],
            options);

        static string NameOf(string option) => option.Split(':')[0];
    }
}
