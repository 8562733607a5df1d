using Netes.Api.CoreV1;
using Netes.Client;
using Netes.Client.Events;
using Netes.Client.Informers;
using Netes.Client.Reconciling;

namespace Netes.Controllers.ServiceEndpoints;

/// <summary>Keeps the (old) Endpoints object of each Service with a selector.</summary>
internal sealed class EndpointsReconciler(
    KubeClient client, Informer<Service> services, Informer<Endpoints> endpoints, ServicePods pods, EventRecorder events) : Reconciler
{
    private readonly ResourceClient<Endpoints> _client = client.Resource<Endpoints>();
    private readonly ReadYourWrites<Endpoints> _writes = new(endpoints);

    public override async Task<Result> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (!_writes.IsCurrent(key)) return Result.Done;
        var existing = endpoints.Get(key);
        if (services.Get(key) is not { } service)
        {
            // Endpoints have no owner reference: their controller deletes them.
            if (existing is not null) await DeleteAsync(key, existing, cancellation);
            else _writes.Forget(key);
            return Result.Done;
        }
        if (!EndpointRules.HasEndpoints(service)) return Result.Done;
        var wanted = EndpointsPlanner.Plan(service, pods.PodsOf(key), existing);
        if (wanted is null) return Result.Done;
        try
        {
            _writes.Wrote(key, existing is null
                ? await _client.CreateAsync(wanted, cancellation) : await _client.UpdateAsync(wanted, cancellation));
        }
        catch (KubeApiException e) when (e.IsNamespaceTerminating)
        {
            return Result.Done;
        }
        catch (KubeApiException e) when (!e.IsConflict && !e.IsAlreadyExists)
        {
            events.Warning(service, existing is null ? "FailedToCreateEndpoint" : "FailedToUpdateEndpoint",
                $"Failed to {(existing is null ? "create" : "update")} endpoint {key}: {e.Message}");
            throw;
        }
        return Result.Done;
    }

    private async Task DeleteAsync(ObjectKey key, Endpoints existing, CancellationToken cancellation)
    {
        // Those that somebody made by hand for a Service of this name belong to him until the Service takes them over.
        if (existing.Metadata.Labels?.GetValueOrDefault(EndpointsPlanner.ManagedByLabel) != EndpointsPlanner.ManagedBy) return;
        try
        {
            await _client.DeleteAsync(key.Namespace, key.Name, cancellation);
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            // Gone already, as wanted.
        }
        _writes.Deleted(key, existing);
    }
}
