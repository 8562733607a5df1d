using System.Net;
using Microsoft.Extensions.Logging;
using Netes.Api;
using Netes.ApiServer.Access;
using Netes.ApiServer.Access.Authentication;
using Netes.ApiServer.Access.Authorization;
using Netes.ApiServer.Access.Authorization.Nodes;
using Netes.ApiServer.Access.Certificates;
using Netes.ApiServer.Access.Impersonation;
using Netes.ApiServer.Admission;
using Netes.ApiServer.Discovery;
using Netes.ApiServer.Http;
using Netes.ApiServer.OpenApi;
using Netes.ApiServer.Resources;
using Netes.ApiServer.Resources.Allocation;
using Netes.ApiServer.Resources.Subresources;
using Netes.ApiServer.Strategies;
using Netes.Storage;

namespace Netes.ApiServer;

/// <summary>The server's parts, put together.</summary>
internal sealed class ApiServerParts : IAsyncDisposable
{
    private readonly ApiServerOptions options;
    private readonly ResourceRegistry registry;
    private readonly ServiceAllocation services;
    private readonly FreshCluster fresh;
    private readonly RequestMetrics metrics = new();

    public ApiServerParts(ApiServerOptions options, ClusterCertificates certificates, IStore store, TimeProvider time, ILoggerFactory loggers,
        CancellationToken stopping)
    {
        this.options = options;
        Scheme scheme = Scheme.Default;
        registry = new ResourceRegistry(scheme, StrategyRegistry.Default, store, time, loggers);
        services = new ServiceAllocation(registry, options);
        fresh = new FreshCluster(registry, options, time);
        ServingCertificate = certificates.Server("apiserver", "kube-apiserver", ServingNames(options), ServingAddresses(options));
        KubeletClientCertificate = certificates.Client("apiserver-kubelet-client", "kube-apiserver-kubelet-client", UserInfo.MastersGroup);

        var signer = new JsonWebToken(certificates.ServiceAccountKey);
        var bindings = new StoredTokenBindings(registry);
        var tokens = new ServiceAccountTokens(signer, options.ServiceAccountIssuer, bindings, time);
        IReadOnlyList<string> audiences = tokens.DefaultAudiences;
        List<ITokenAuthenticator> tokenAuthenticators =
        [
            .. options.TokenAuthFile is { } file ? [TokenFile.Read(file, audiences)] : Array.Empty<ITokenAuthenticator>(),
            new LegacyServiceAccountTokens(signer, audiences, bindings, time), tokens, new BootstrapTokens(bindings, audiences, time),
        ];
        var authenticator = new RequestAuthenticator([new CertificateAuthenticator(certificates.Authority, time)], tokenAuthenticators, audiences, AnonymousAccess.Everywhere);
        var rbac = new RbacAuthorizer(registry);
        var authorizer = new AuthorizerChain([new NodeAuthorizer(registry, BootstrapPolicy.NodeRules()), rbac]);

        AdmissionChain admission = AdmissionPlugins.Chain(registry, authorizer, new EscalationCheck(rbac, authorizer), time, loggers);
        var writer = new ObjectWriter(admission, new Dictionary<(string, string), IWriteHook> { [("", "services")] = services });
        var deleter = new ObjectDeleter(admission, writer);
        var special = SpecialResources.Table(registry, admission, writer, deleter, authenticator, authorizer, rbac, tokens, KubeletClientCertificate, certificates.Authority, time);
        var resources = new ResourceHandler(writer, deleter, new ObjectPatcher(writer), special, scheme, time, stopping);
        var discovery = new DiscoveryDocuments(scheme.Resources, $"{options.AdvertiseAddress}:{options.HttpsPort ?? 443}");
        Pipeline = new ApiPipeline(authenticator, new Impersonation(authorizer), authorizer, registry, resources,
            [
                new DiscoveryEndpoints(discovery), new OpenApiEndpoints(new OpenApiDocuments(scheme)), new HealthEndpoints(store, () => IsReady, () => stopping.IsCancellationRequested), new VersionEndpoint(),
                new MetricsEndpoint(metrics), new IssuerEndpoints(signer, options.ServiceAccountIssuer), new RootEndpoint(discovery.Paths),
            ],
            metrics, time, loggers.CreateLogger<ApiPipeline>());
    }

    public ApiPipeline Pipeline { get; }
    public IssuedCertificate ServingCertificate { get; }
    public IssuedCertificate KubeletClientCertificate { get; }
    public bool IsReady { get; set; }

    /// <summary>Creates what a fresh cluster holds and reads what is allocated already.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await fresh.EnsureAsync(cancellationToken);
        await services.LoadAsync(cancellationToken);
    }

    /// <summary>Lets the "kubernetes" Service lead to this server.</summary>
    public Task PublishEndpointAsync(int port, CancellationToken cancellationToken) =>
        fresh.PublishEndpointAsync(options.AdvertiseAddress, port, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await registry.DisposeAsync();
        metrics.Dispose();
    }

    private static List<string> ServingNames(ApiServerOptions options) =>
        ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "localhost", .. options.ServingNames];

    private static List<IPAddress> ServingAddresses(ApiServerOptions options) =>
        [.. new[] { IPAddress.Loopback, IPAddress.IPv6Loopback, options.AdvertiseAddress, ServiceRange.First(options.ServiceCidr) }.Concat(options.ServingAddresses).Distinct()];
}
