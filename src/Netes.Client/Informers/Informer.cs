using Microsoft.Extensions.Logging;
using Netes.Api;

namespace Netes.Client.Informers;

/// <summary>
/// A local, indexed, always-growing-newer copy of a resource's objects. Objects in it are shared: clone before changing.
/// It may lag behind the server, never run ahead of it; deltas of one object are delivered in the server's order.
/// </summary>
/// <remarks>
/// There is no periodic resync: a handler sees each change once, and what failed is the work queue's to repeat.
/// </remarks>
public sealed class Informer<T> : IInformer where T : class, IApiObject<T>
{
    private readonly IndexedStore<T> _store = new();
    private readonly Reflector<T> _reflector;
    private readonly Lock _delivery = new();
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _logger;
    private readonly Action<T>? _trim;
    private Action<T?, T?>[] _handlers = [];
    private string _resourceVersion = "";

    /// <param name="trim">Removes from each arriving object what nobody here reads, before it is stored.</param>
    public Informer(
        ResourceClient<T> client, InformerSelector selector, TimeProvider time, ILoggerFactory loggers, Action<T>? trim = null)
    {
        Name = $"{client.Resource.Plural}{(selector == InformerSelector.Everything ? "" : $" ({selector.Namespace}{selector.LabelSelector}{selector.FieldSelector})")}";
        _logger = loggers.CreateLogger("Netes.Client.Informer");
        _trim = trim;
        _reflector = new Reflector<T>(client, selector, this, time, _logger);
    }

    public string Name { get; }

    public Task Synced => _synced.Task;

    public bool HasSynced => _synced.Task.IsCompletedSuccessfully;

    public string LastSyncResourceVersion => Volatile.Read(ref _resourceVersion);

    public int Count => _store.Count;

    /// <summary>
    /// Called for each change: added (old null), changed, deleted (new null; old is then the final state).
    /// Handlers run one after the other on the informer's own task: they enqueue, they don't work.
    /// One that comes late is first told of everything that is there.
    /// </summary>
    public event Action<T?, T?> OnChange
    {
        add
        {
            lock (_delivery)
            {
                foreach (var obj in _store.List()) Deliver(value, null, obj);
                _handlers = [.. _handlers, value];
            }
        }
        remove
        {
            lock (_delivery) _handlers = [.. _handlers.Where(h => h != value)];
        }
    }

    /// <summary>Adds a named index; a name that another user of this informer took keeps its function.</summary>
    public void AddIndex(string name, Func<T, IEnumerable<string>> values) => _store.AddIndex(name, values);

    public T? Get(string? ns, string name) => _store.Get(ns ?? "", name);

    public T? Get(ObjectKey key) => _store.Get(key.Namespace, key.Name);

    public IReadOnlyList<T> List() => _store.List();

    public IReadOnlyList<T> ListNamespace(string ns) => _store.ListNamespace(ns);

    public IReadOnlyList<T> ByIndex(string index, string value) => _store.ByIndex(index, value);

    /// <summary>How many objects stand under a value of an index, without copying them.</summary>
    public int CountByIndex(string index, string value) => _store.CountByIndex(index, value);

    public Task RunAsync(CancellationToken cancellation) => _reflector.RunAsync(cancellation);

    /// <summary>Takes a full list: delivers only what differs from the store, and marks the informer as synced.</summary>
    internal void Replace(IReadOnlyList<T> objects, string resourceVersion)
    {
        lock (_delivery)
        {
            var deltas = new List<(T? Old, T? Now)>();
            var gone = _store.List().Select(ObjectKey.Of).ToHashSet();
            foreach (var obj in objects)
            {
                gone.Remove(ObjectKey.Of(obj));
                Put(obj, deltas);
            }
            foreach (var key in gone) Remove(key, null, deltas);
            Deliver(deltas, resourceVersion);
            _synced.TrySetResult();
        }
    }

    internal void Apply(WatchEvent<T> change)
    {
        string resourceVersion = change.Object.Metadata.ResourceVersion;
        lock (_delivery)
        {
            var deltas = new List<(T? Old, T? Now)>(1);
            if (change.Type == WatchEventType.Deleted) Remove(ObjectKey.Of(change.Object), change.Object, deltas);
            else if (change.Type != WatchEventType.Bookmark) Put(change.Object, deltas);
            Deliver(deltas, resourceVersion);
        }
    }

    private void Put(T obj, List<(T? Old, T? Now)> deltas)
    {
        _trim?.Invoke(obj);
        var known = _store.Get(obj.Metadata.Namespace, obj.Metadata.Name);
        if (known is not null && known.Metadata.Uid != obj.Metadata.Uid)
        {
            // Deleted and made anew while nobody watched: two lives are two objects.
            Remove(ObjectKey.Of(known), null, deltas);
            known = null;
        }
        if (known is not null && known.Metadata.ResourceVersion == obj.Metadata.ResourceVersion) return;
        _store.Put(obj);
        deltas.Add((known, obj));
    }

    private void Remove(ObjectKey key, T? final, List<(T? Old, T? Now)> deltas)
    {
        var known = _store.Remove(key.Namespace, key.Name);
        if (known is not null) deltas.Add((final ?? known, null));
    }

    /// <summary>The version moves between store and handlers: who is called sees a version that its change belongs to,
    /// and who sees a version finds its changes in the store.</summary>
    private void Deliver(List<(T? Old, T? Now)> deltas, string resourceVersion)
    {
        Volatile.Write(ref _resourceVersion, resourceVersion);
        foreach (var (old, now) in deltas)
            foreach (var handler in _handlers) Deliver(handler, old, now);
    }

    private void Deliver(Action<T?, T?> handler, T? old, T? now)
    {
        try
        {
            handler(old, now);
        }
        catch (Exception e)
        {
            // A handler's defect must not stop the stream for all others.
            InformerLog.HandlerFailed(_logger, Name, ObjectKey.Of((now ?? old)!).ToString(), e);
        }
    }
}

internal static partial class InformerLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A handler of {Informer} failed for {Object}")]
    public static partial void HandlerFailed(ILogger logger, string informer, string @object, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Listing or watching {Informer} failed, trying again in {Delay}: {Reason}")]
    public static partial void Retrying(ILogger logger, string informer, TimeSpan delay, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The history of {Informer} before {ResourceVersion} is gone, listing again")]
    public static partial void Relisting(ILogger logger, string informer, string resourceVersion);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Listed {Count} {Informer} at {ResourceVersion}")]
    public static partial void Listed(ILogger logger, int count, string informer, string resourceVersion);
}
