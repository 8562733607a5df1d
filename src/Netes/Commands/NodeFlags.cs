using System.CommandLine;
using System.Net;

namespace Netes.Commands;

/// <summary>The flags of <c>netes server</c> and <c>netes apiserver</c>; the roles that run alone have some of them.</summary>
internal sealed class NodeFlags
{
    public Option<string> DataDir { get; } = DataDirectory.Option();

    public Option<int> HttpsPort { get; } = new("--https-port")
    {
        Description = "The port of the API server; 0 takes any free one.",
        DefaultValueFactory = static _ => 6443,
        HelpName = "PORT",
    };

    public Option<string> BindAddress { get; } = new("--bind-address")
    {
        Description = "The address that the API server listens on.",
        DefaultValueFactory = static _ => "0.0.0.0",
        HelpName = "ADDRESS",
    };

    public Option<string> NodeIp { get; } = new("--node-ip")
    {
        Description = "The node's address. By default that of the interface with the default route.",
        HelpName = "ADDRESS",
    };

    public Option<string> NodeName { get; } = new("--node-name")
    {
        Description = "The node's name.",
        DefaultValueFactory = static _ => Dns.GetHostName().ToLowerInvariant(),
        HelpName = "NAME",
    };

    public Option<string> ClusterCidr { get; } = new("--cluster-cidr")
    {
        Description = "The range of the Pods' addresses; the node takes the first /24 of it.",
        DefaultValueFactory = static _ => "10.42.0.0/16",
        HelpName = "CIDR",
    };

    public Option<string> ServiceCidr { get; } = new("--service-cidr")
    {
        Description = "The range of the Services' addresses.",
        DefaultValueFactory = static _ => "10.43.0.0/16",
        HelpName = "CIDR",
    };

    public Option<string> WriteKubeconfig { get; } = new("--write-kubeconfig")
    {
        Description = "Write the administrator's kubeconfig to this file too.",
        HelpName = "FILE",
    };

    public Option<string> TokenAuthFile { get; } = new("--token-auth-file")
    {
        Description = "A CSV file of static tokens: token,user,uid,\"group1,group2\".",
        HelpName = "FILE",
    };

    public Option<string[]> Disable { get; } = new("--disable")
    {
        Description = $"Roles that are not to run, separated by commas: {string.Join(", ", RoleNames)}.",
        DefaultValueFactory = static _ => [],
        AllowMultipleArgumentsPerToken = true,
        HelpName = "ROLES",
    };

    public Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Log every decision." };

    private static string[] RoleNames => ["controller-manager", "scheduler", "kubelet", "proxy"];

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { DataDir, HttpsPort, BindAddress, NodeIp, NodeName, ClusterCidr, ServiceCidr, WriteKubeconfig, TokenAuthFile, Disable, Verbose })
            command.Options.Add(option);
    }

    /// <exception cref="UserException">A value is not what it must be.</exception>
    public NodeOptions Read(ParseResult result)
    {
        var disabled = Value(result, Disable)!.SelectMany(static d => d.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToHashSet();
        var unknown = disabled.Except(RoleNames).ToList();
        if (unknown.Count > 0) throw new UserException($"--disable: there is no role {string.Join(", ", unknown)}; the roles are {string.Join(", ", RoleNames)}");
        return new NodeOptions
        {
            Data = new DataDirectory(Path.GetFullPath(Value(result, DataDir)!)),
            HttpsPort = Value(result, HttpsPort),
            BindAddress = Address("--bind-address", Value(result, BindAddress)!),
            NodeIp = Value(result, NodeIp) is { } ip ? Address("--node-ip", ip) : null,
            NodeName = Value(result, NodeName)!,
            ClusterCidr = Network("--cluster-cidr", Value(result, ClusterCidr)!),
            ServiceCidr = Network("--service-cidr", Value(result, ServiceCidr)!),
            WriteKubeconfig = Value(result, WriteKubeconfig),
            TokenAuthFile = Value(result, TokenAuthFile),
            Disabled = disabled,
            Verbose = Value(result, Verbose),
        };
    }

    /// <summary>A command that has only some of the flags leaves the others at their defaults.</summary>
    private static T? Value<T>(ParseResult result, Option<T> option) =>
        result.GetResult(option) is not null ? result.GetValue(option)
        : option.HasDefaultValue ? (T?)option.GetDefaultValue()
        : default;

    internal static IPAddress Address(string flag, string value) =>
        IPAddress.TryParse(value, out var address) ? address : throw new UserException($"{flag}: \"{value}\" is not an IP address");

    internal static IPNetwork Network(string flag, string value) =>
        IPNetwork.TryParse(value, out var network) ? network : throw new UserException($"{flag}: \"{value}\" is not a range such as 10.42.0.0/16");
}

/// <summary>What the flags said.</summary>
internal sealed record NodeOptions
{
    public required DataDirectory Data { get; init; }
    public int HttpsPort { get; init; }
    public required IPAddress BindAddress { get; init; }
    public IPAddress? NodeIp { get; init; }
    public required string NodeName { get; init; }
    public required IPNetwork ClusterCidr { get; init; }
    public required IPNetwork ServiceCidr { get; init; }
    public string? WriteKubeconfig { get; init; }
    public string? TokenAuthFile { get; init; }
    public required IReadOnlySet<string> Disabled { get; init; }
    public bool Verbose { get; init; }

    /// <summary>The range of this node's Pods: the first /24 of the cluster's.</summary>
    public IPNetwork PodCidr => new(ClusterCidr.BaseAddress, Math.Max(ClusterCidr.PrefixLength, 24));
}
