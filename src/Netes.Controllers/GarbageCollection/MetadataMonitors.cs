using Microsoft.Extensions.Logging;
using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Client;
using Netes.Client.Informers;
using Netes.Client.Reconciling;

namespace Netes.Controllers.GarbageCollection;

/// <summary>
/// One metadata informer for each resource whose objects can be deleted. The set follows discovery: it is read again when a
/// CustomResourceDefinition or an APIService changes, never by the clock.
/// </summary>
internal sealed partial class MetadataMonitors(
    KubeClient client, TimeProvider time, ILoggerFactory loggers, Action<ResourceType, PartialObjectMetadata?, PartialObjectMetadata?> observe)
{
    private const string Rediscover = "rediscover";

    private readonly ILogger _logger = loggers.CreateLogger("Netes.Controller." + GarbageCollector.Name);
    private readonly Dictionary<Gvr, (Informer<PartialObjectMetadata> Informer, CancellationTokenSource Stop, Task Run)> _running = [];
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ResourceMap _map = new(new DiscoveryResult([], []));

    /// <summary>Completes when every resource of the first discovery is listed.</summary>
    public Task Synced => _synced.Task;

    public ResourceMap Map => _map;

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var changes = new WorkQueue<string>("garbage_collector_resources", time);
        changes.Add(Rediscover);
        try
        {
            while (await changes.TakeAsync(cancellation) is (true, { } key))
            {
                try
                {
                    await SyncAsync(changes, cancellation);
                    changes.Forget(key);
                    // A group that is away may come back without any object changing here.
                    if (_map.Failed.Count > 0) changes.AddRateLimited(key);
                }
                catch (Exception e) when (!cancellation.IsCancellationRequested)
                {
                    Log.DiscoveryFailed(_logger, e.Message);
                    changes.AddRateLimited(key);
                }
                finally
                {
                    changes.Done(key);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }
        foreach (var gvr in _running.Keys.ToList()) await StopAsync(gvr);
    }

    private async Task SyncAsync(WorkQueue<string> changes, CancellationToken cancellation)
    {
        var map = new ResourceMap(await client.Discovery.GetPreferredResourcesAsync(cancellation));
        var wanted = map.Deletable.ToDictionary(r => r.Gvr);
        // Where discovery failed, what runs may still be served.
        foreach (var gvr in _running.Keys.Where(g => !wanted.ContainsKey(g) && !map.Failed.Contains(g.ApiVersion)).ToList()) await StopAsync(gvr);
        foreach (var (gvr, resource) in wanted)
            if (!_running.ContainsKey(gvr)) Start(resource, changes);
        _map = map;
        await Task.WhenAll(_running.Values.Select(m => m.Informer.Synced)).WaitAsync(cancellation);
        _synced.TrySetResult();
    }

    private void Start(ResourceType resource, WorkQueue<string> changes)
    {
        var informer = new Informer<PartialObjectMetadata>(
            client.Resource<PartialObjectMetadata>(resource), InformerSelector.Everything, time, loggers, Trim);
        informer.OnChange += (old, now) => observe(resource, old, now);
        bool definesResources = resource is { Group: "apiextensions.k8s.io", Plural: "customresourcedefinitions" }
            or { Group: "apiregistration.k8s.io", Plural: "apiservices" };
        // The first list is no change; a definition needs a moment to be served, and its status tells when it is.
        if (definesResources) informer.OnChange += (_, _) =>
        {
            if (informer.HasSynced) changes.AddAfter(Rediscover, TimeSpan.FromMilliseconds(200));
        };
        var stop = new CancellationTokenSource();
        _running.Add(resource.Gvr, (informer, stop, Task.Run(() => informer.RunAsync(stop.Token))));
    }

    private async Task StopAsync(Gvr gvr)
    {
        _running.Remove(gvr, out var monitor);
        await monitor.Stop.CancelAsync();
        await monitor.Run;
        monitor.Stop.Dispose();
    }

    /// <summary>Labels and annotations own nothing.</summary>
    private static void Trim(PartialObjectMetadata obj)
    {
        obj.Metadata.Labels = null;
        obj.Metadata.Annotations = null;
        obj.Metadata.ManagedFields = null;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Resources could not be discovered, trying again: {Reason}")]
        public static partial void DiscoveryFailed(ILogger logger, string reason);
    }
}
