using Microsoft.Extensions.Logging;
using Netes.Api;

namespace Netes.Client.Informers;

/// <summary>Makes informers and shares them: one per type, resource and selector, however many ask.</summary>
public sealed class InformerFactory(KubeClient client, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(Type, string, InformerSelector), IInformer> _informers = [];
    private readonly Dictionary<IInformer, Task> _running = [];
    private readonly CancellationTokenSource _stop = new();

    public KubeClient Client => client;

    /// <summary>The shared informer of a generated kind. It starts with the next <see cref="StartAsync"/>.</summary>
    public Informer<T> Get<T>(InformerSelector? selector = null) where T : class, IApiObject<T> =>
        Get(client.Resource<T>(), selector ?? InformerSelector.Everything);

    /// <summary>The shared informer of any resource, seen as <typeparamref name="T"/>: metadata informers are made so.</summary>
    public Informer<T> Get<T>(ResourceType resource, InformerSelector? selector = null) where T : class, IApiObject<T> =>
        Get(client.Resource<T>(resource), selector ?? InformerSelector.Everything);

    /// <summary>Starts every informer that was asked for and does not run yet; may be called again after more were asked for.</summary>
    public Task StartAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        lock (_lock)
        {
            foreach (var informer in _informers.Values)
                if (!_running.ContainsKey(informer))
                    _running.Add(informer, Task.Run(() => informer.RunAsync(_stop.Token), CancellationToken.None));
        }
        return Task.CompletedTask;
    }

    /// <summary>Waits until every started informer holds a full list.</summary>
    public Task WaitForSyncAsync(CancellationToken cancellation)
    {
        IInformer[] started;
        lock (_lock) started = [.. _running.Keys];
        return Task.WhenAll(started.Select(i => i.Synced)).WaitAsync(cancellation);
    }

    /// <summary>Stops all informers and waits for them.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (_lock) running = [.. _running.Values];
        await _stop.CancelAsync();
        await Task.WhenAll(running);
    }

    private Informer<T> Get<T>(ResourceClient<T> resource, InformerSelector selector) where T : class, IApiObject<T>
    {
        lock (_lock)
        {
            var key = (typeof(T), $"{resource.Resource.Group}/{resource.Resource.Version}/{resource.Resource.Plural}", selector);
            if (_informers.TryGetValue(key, out var known)) return (Informer<T>)known;
            var informer = new Informer<T>(resource, selector, time, loggers, DropManagedFields);
            _informers.Add(key, informer);
            return informer;
        }
    }

    /// <summary>Nobody in the cluster's own components reads managed fields, and they are a third of most objects.
    /// An update without them leaves the server's as they are.</summary>
    private static void DropManagedFields<T>(T obj) where T : class, IApiObject<T> => obj.Metadata.ManagedFields = null;
}
