using Netes.Api.CoreV1;
using Netes.Api.DiscoveryV1;
using Netes.Client;
using Netes.Client.Events;
using Netes.Client.Informers;
using Netes.Client.Reconciling;

namespace Netes.Controllers.ServiceEndpoints;

/// <summary>Keeps the EndpointSlices of each Service with a selector; the garbage collector removes them with the Service.</summary>
internal sealed class EndpointSliceReconciler(
    KubeClient client, Informer<Service> services, Informer<EndpointSlice> slices, Informer<Node> nodes, ServicePods pods, EventRecorder events)
    : Reconciler
{
    /// <summary>The index of our slices by "namespace/service".</summary>
    public const string ServiceIndex = "managedService";

    private readonly ResourceClient<EndpointSlice> _client = client.Resource<EndpointSlice>();
    private readonly ReadYourWrites<EndpointSlice> _writes = new(slices);

    public static IEnumerable<string> ByService(EndpointSlice slice) => ServiceOf(slice) is { } key ? [key.ToString()] : [];

    /// <summary>The Service that a slice of ours belongs to.</summary>
    public static ObjectKey? ServiceOf(EndpointSlice slice)
    {
        if (slice.Metadata.Labels is not { } labels || labels.GetValueOrDefault(EndpointSlicePlanner.ManagedByLabel) != EndpointSlicePlanner.ManagedBy) return null;
        return labels.TryGetValue(EndpointRules.ServiceNameLabel, out string? name) ? new ObjectKey(slice.Metadata.Namespace, name) : null;
    }

    public override async Task<Result> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (services.Get(key) is not { } service)
        {
            _writes.Forget(key);
            return Result.Done;
        }
        if (!EndpointRules.HasEndpoints(service) || service.Metadata.DeletionTimestamp is not null) return Result.Done;
        if (!_writes.IsCurrent(key)) return Result.Done;
        var plan = EndpointSlicePlanner.Plan(service, pods.PodsOf(key), name => nodes.Get("", name), slices.ByIndex(ServiceIndex, key.ToString()));
        try
        {
            foreach (var slice in plan.Create) _writes.Wrote(key, await _client.CreateAsync(slice, cancellation));
            foreach (var slice in plan.Update) _writes.Wrote(key, await _client.UpdateAsync(slice, cancellation));
            foreach (var slice in plan.Delete) await DeleteAsync(key, slice, cancellation);
        }
        catch (KubeApiException e) when (e.IsNamespaceTerminating)
        {
            return Result.Done;
        }
        catch (KubeApiException e) when (!e.IsConflict)
        {
            events.Warning(service, "FailedToUpdateEndpointSlices", $"Error updating Endpoint Slices for Service {key}: {e.Message}");
            throw;
        }
        return Result.Done;
    }

    private async Task DeleteAsync(ObjectKey key, EndpointSlice slice, CancellationToken cancellation)
    {
        try
        {
            await _client.DeleteAsync(key.Namespace, slice.Metadata.Name, cancellation);
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            // Gone already, as wanted.
        }
        _writes.Deleted(key, slice);
    }
}
