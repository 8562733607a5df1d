using System.Net;
using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Admission.Webhooks;

/// <summary>Where a Service is reached from the API server: at its cluster address.</summary>
internal sealed class ServiceResolver(ResourceRegistry registry)
{
    private readonly ResourceStore services = registry.Get("", "v1", "services");

    /// <exception cref="ServiceException">It can't be reached this way.</exception>
    public async ValueTask<(string Host, int Port)> ResolveAsync(string ns, string name, int port, CancellationToken cancellationToken)
    {
        if ((await services.GetAsync(ns, name, cancellationToken))?.Shared is not Service service)
            throw new ServiceException($"service {GoValue.Quote(name)} not found");
        switch (service.Spec)
        {
            case { Type: "ClusterIP", ClusterIP: "None" }:
                throw new ServiceException("cannot route to service with ClusterIP \"None\"");
            case { Type: "ClusterIP" or "NodePort" or "LoadBalancer" } spec:
                if (spec.Ports?.Exists(p => p.Port == port) != true) throw new ServiceException($"no service port {port} found for service {GoValue.Quote(name)}");
                return (spec.ClusterIP, port);
            case { Type: "ExternalName" } spec:
                return (spec.ExternalName, port);
            default:
                throw new ServiceException($"unsupported service type {GoValue.Quote(service.Spec.Type)}");
        }
    }
}

/// <summary>A Service that can't be reached, and why.</summary>
internal sealed class ServiceException(string why) : IOException(why);
