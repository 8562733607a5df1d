using Netes.Api;
using Netes.ApiServer.Discovery;
using Netes.ApiServer.Extensions.CustomResources;
using Netes.ApiServer.OpenApi;

namespace Netes.ApiServer.Extensions;

/// <summary>What discovery and OpenAPI tell now. Replaced as a whole when resources come or go; readers take what is there.</summary>
internal sealed class PublishedApi
{
    private readonly Scheme scheme;
    private readonly string serverAddress;
    private volatile DiscoveryDocuments discovery;
    private volatile OpenApiDocuments openApi;

    /// <param name="serverAddress">Host and port where clients reach the server.</param>
    public PublishedApi(Scheme scheme, string serverAddress)
    {
        this.scheme = scheme;
        this.serverAddress = serverAddress;
        discovery = new DiscoveryDocuments(scheme.Resources, serverAddress);
        openApi = new OpenApiDocuments(scheme);
    }

    public DiscoveryDocuments Discovery => discovery;

    public OpenApiDocuments OpenApi => openApi;

    /// <param name="resources">All custom resources that are served now.</param>
    public void Publish(IReadOnlyList<CustomResource> resources)
    {
        discovery = new DiscoveryDocuments([.. scheme.Resources, .. resources.Select(r => r.Type)], serverAddress);
        openApi = new OpenApiDocuments(scheme);
    }
}
