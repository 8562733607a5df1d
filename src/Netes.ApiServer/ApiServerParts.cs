using System.Net;
using Microsoft.Extensions.Logging;
using Netes.Api;
using Netes.ApiServer.Access;
using Netes.ApiServer.Access.Authentication;
using Netes.ApiServer.Access.Authorization;
using Netes.ApiServer.Access.Certificates;
using Netes.ApiServer.Admission;
using Netes.ApiServer.Discovery;
using Netes.ApiServer.Extensions;
using Netes.ApiServer.Extensions.Definitions;
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
    private readonly DefinitionReconciler definitions;
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
        var tokens = new ServiceAccountTokens(signer, options.ServiceAccountIssuer, new StoredTokenBindings(registry), time);
        List<ITokenAuthenticator> tokenAuthenticators = [tokens];
        if (options.TokenAuthFile is { } file) tokenAuthenticators.Insert(0, TokenFile.Read(file));
        var authenticator = new RequestAuthenticator(new CertificateAuthenticator(certificates.Authority, time), tokenAuthenticators);
        var rbac = new RbacAuthorizer(registry);
        var authorizer = new AuthorizerChain([rbac]);

        var admission = new AdmissionChain([
            new NamespaceLifecycle(registry), new ServiceAccountAdmission(registry), new PodPriority(registry), new DefaultTolerationSeconds()]);
        var writer = new ObjectWriter(admission, new Dictionary<(string, string), IWriteHook> { [("", "services")] = services });
        var deleter = new ObjectDeleter(admission, writer);
        var special = SpecialResources.Table(registry, writer, deleter, authenticator, authorizer, rbac, tokens, KubeletClientCertificate, certificates.Authority, time);
        var resources = new ResourceHandler(writer, deleter, new ObjectPatcher(writer), special, scheme, time, stopping);
        var published = new PublishedApi(scheme, $"{options.AdvertiseAddress}:{options.HttpsPort ?? 443}");
        definitions = new DefinitionReconciler(registry, writer, deleter, published, time, loggers.CreateLogger<DefinitionReconciler>());
        Pipeline = new ApiPipeline(authenticator, authorizer, registry, resources,
            [
                new DiscoveryEndpoints(() => published.Discovery), new OpenApiEndpoints(() => published.OpenApi), new HealthEndpoints(store, () => IsReady, () => stopping.IsCancellationRequested), new VersionEndpoint(),
                new MetricsEndpoint(metrics), new IssuerEndpoints(signer, options.ServiceAccountIssuer), new RootEndpoint(() => published.Discovery.Paths),
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
        await definitions.StartAsync(cancellationToken);
    }

    /// <summary>Lets the "kubernetes" Service lead to this server.</summary>
    public Task PublishEndpointAsync(int port, CancellationToken cancellationToken) =>
        fresh.PublishEndpointAsync(options.AdvertiseAddress, port, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await definitions.DisposeAsync();
        await registry.DisposeAsync();
        metrics.Dispose();
    }

    private static List<string> ServingNames(ApiServerOptions options) =>
        ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "localhost", .. options.ServingNames];

    private static List<IPAddress> ServingAddresses(ApiServerOptions options) =>
        [.. new[] { IPAddress.Loopback, IPAddress.IPv6Loopback, options.AdvertiseAddress, ServiceRange.First(options.ServiceCidr) }.Concat(options.ServingAddresses).Distinct()];
}
