using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Api.DiscoveryV1;
using Netes.Client;
using Netes.Client.Events;
using Netes.Client.Informers;
using Netes.Client.Reconciling;

namespace Netes.Controllers.ServiceEndpoints;

/// <summary>Says what the two endpoint controllers read, and which change concerns which Service.</summary>
internal static class EndpointControllers
{
    public const string EndpointsName = "endpoint-controller";
    public const string SlicesName = "endpointslice-controller";

    private const string NodeIndex = "byNode";
    private const string ZoneLabel = "topology.kubernetes.io/zone";

    public static Controller CreateEndpoints(KubeClient client, InformerFactory informers, ServicePods selected, EventRecorder events,
        TimeProvider time, ILoggerFactory loggers, int workers)
    {
        var services = informers.Get<Service>();
        var endpoints = informers.Get<Endpoints>();
        var controller = new Controller(EndpointsName, new EndpointsReconciler(client, services, endpoints, selected, events), workers, time, loggers)
            .For(services).Reads(informers.Get<Pod>())
            .For(endpoints);
        selected.Affected += controller.Queue.Add;
        return controller;
    }

    public static Controller CreateSlices(KubeClient client, InformerFactory informers, ServicePods selected, EventRecorder events,
        TimeProvider time, ILoggerFactory loggers, int workers)
    {
        var services = informers.Get<Service>();
        var slices = informers.Get<EndpointSlice>();
        var nodes = informers.Get<Node>();
        var pods = informers.Get<Pod>();
        slices.AddIndex(EndpointSliceReconciler.ServiceIndex, EndpointSliceReconciler.ByService);
        pods.AddIndex(NodeIndex, static pod => [pod.Spec.NodeName]);
        var reconciler = new EndpointSliceReconciler(client, services, slices, nodes, selected, events);
        var controller = new Controller(SlicesName, reconciler, workers, time, loggers)
            .For(services).Reads(pods)
            .Watches(slices, slice => EndpointSliceReconciler.ServiceOf(slice) is { } key ? [key] : []);
        selected.Affected += controller.Queue.Add;
        controller.Watches(nodes, (old, now) =>
        {
            // A node that comes to be in another zone moves the endpoints of its Pods there.
            if (now is null || Zone(old) == Zone(now)) return;
            foreach (var pod in pods.ByIndex(NodeIndex, now.Metadata.Name))
                foreach (var key in selected.ServicesOf(pod)) controller.Queue.Add(key);
        });
        return controller;
    }

    private static string? Zone(Node? node) => node?.Metadata.Labels?.GetValueOrDefault(ZoneLabel);
}
