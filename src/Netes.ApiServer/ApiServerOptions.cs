using System.Net;

namespace Netes.ApiServer;

/// <summary>How an API server is set up.</summary>
public sealed class ApiServerOptions
{
    /// <summary>Where certificates and keys are kept (in its subdirectory "tls") and kubeconfigs are written.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The port for HTTPS; 0 takes any free one; null listens on none: only in-memory clients then.</summary>
    public int? HttpsPort { get; init; } = 6443;

    public IPAddress BindAddress { get; init; } = IPAddress.Any;

    /// <summary>The address under which Pods and other machines reach this server: the endpoint of the "kubernetes" Service.</summary>
    public IPAddress AdvertiseAddress { get; init; } = IPAddress.Loopback;

    /// <summary>Further names and addresses for the serving certificate.</summary>
    public IReadOnlyList<string> ServingNames { get; init; } = [];

    public IReadOnlyList<IPAddress> ServingAddresses { get; init; } = [];

    public IPNetwork ServiceCidr { get; init; } = IPNetwork.Parse("10.43.0.0/16");

    public int NodePortFirst { get; init; } = 30000;

    public int NodePortLast { get; init; } = 32767;

    /// <summary>kube-apiserver's CSV of static tokens; null for none.</summary>
    public string? TokenAuthFile { get; init; }

    public string ServiceAccountIssuer { get; init; } = "https://kubernetes.default.svc";
}
