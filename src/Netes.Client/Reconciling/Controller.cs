using Microsoft.Extensions.Logging;
using Netes.Api;
using Netes.Client.Informers;

namespace Netes.Client.Reconciling;

/// <summary>
/// Runs a <see cref="Reconciler"/>: declares what it reads, turns changes into keys, and lets a number of workers call it.
/// <code>
///   informers --For/Owns/Watches--> keys --> WorkQueue --> n workers --> Reconciler
///                                              ^                            |
///                                              +--- failure: after a growing delay, RequeueAfter: after that time
/// </code>
/// </summary>
public sealed partial class Controller : IDisposable
{
    private readonly Reconciler _reconciler;
    private readonly int _workers;
    private readonly ILogger _logger;
    private readonly WorkQueue<ObjectKey> _queue;
    private readonly List<IInformer> _inputs = [];

    public Controller(string name, Reconciler reconciler, int workers, TimeProvider time, ILoggerFactory loggers)
    {
        Name = name;
        _reconciler = reconciler;
        _workers = workers;
        _logger = loggers.CreateLogger("Netes.Controller." + name);
        _queue = new WorkQueue<ObjectKey>(name, time);
    }

    public string Name { get; }

    public WorkQueue<ObjectKey> Queue => _queue;

    /// <summary>Reconciles each object of the informer under its own key whenever it changes.</summary>
    public Controller For<T>(Informer<T> informer) where T : class, IApiObject<T> =>
        Watches(informer, (old, now) => _queue.Add(ObjectKey.Of((now ?? old)!)));

    /// <summary>Reconciles the owner whenever an object changes whose controlling owner is of <typeparamref name="TOwner"/>'s kind.</summary>
    public Controller Owns<TOwner, T>(Informer<T> informer) where TOwner : class, IApiObject<TOwner> where T : class, IApiObject<T> =>
        Watches(informer, (old, now) =>
        {
            var before = OwnerKey<TOwner>(old);
            var after = OwnerKey<TOwner>(now);
            if (before is { } left && before != after) _queue.Add(left);
            if (after is { } owner) _queue.Add(owner);
        });

    /// <summary>Reconciles the keys that a change of any object maps to.</summary>
    public Controller Watches<T>(Informer<T> informer, Func<T, IEnumerable<ObjectKey>> map) where T : class, IApiObject<T> =>
        Watches(informer, (old, now) =>
        {
            // Both: a changed object may leave one key's realm and enter another's.
            if (old is not null) foreach (var key in map(old)) _queue.Add(key);
            if (now is not null) foreach (var key in map(now)) _queue.Add(key);
        });

    /// <summary>Calls <paramref name="handle"/> for each change; it adds to <see cref="Queue"/> what needs work.</summary>
    public Controller Watches<T>(Informer<T> informer, Action<T?, T?> handle) where T : class, IApiObject<T>
    {
        Reads(informer);
        informer.OnChange += handle;
        return this;
    }

    /// <summary>Waits for this informer's first list before working, without being called for its changes.</summary>
    public Controller Reads(IInformer informer)
    {
        if (!_inputs.Contains(informer)) _inputs.Add(informer);
        return this;
    }

    /// <summary>Works until cancelled; returns when the last worker has finished what it had in hand.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll(_inputs.Select(i => i.Synced)).WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        await Task.WhenAll(Enumerable.Range(0, _workers).Select(_ => Task.Run(() => WorkAsync(cancellation), CancellationToken.None)));
    }

    /// <summary>Works off what waits now, one key after the other: for tests that want no timing.</summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        while (_queue.TryTake(out var key)) await ProcessAsync(key, cancellation);
    }

    public void Dispose() => _queue.Dispose();

    private async Task WorkAsync(CancellationToken cancellation)
    {
        try
        {
            while (await _queue.TakeAsync(cancellation) is (true, var key)) await ProcessAsync(key, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to stop.
        }
    }

    private async Task ProcessAsync(ObjectKey key, CancellationToken cancellation)
    {
        try
        {
            var result = await _reconciler.ReconcileAsync(key, cancellation);
            if (result.Again)
            {
                _queue.AddRateLimited(key);
                return;
            }
            _queue.Forget(key);
            if (result.After is { } delay) _queue.AddAfter(key, delay);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (KubeApiException e) when (e.IsConflict)
        {
            // Normal: what was read is no longer the newest. The informer will bring it.
            Log.Conflict(_logger, Name, key, e.Message);
            _queue.AddRateLimited(key);
        }
        catch (Exception e)
        {
            Log.Failed(_logger, Name, key, _queue.Requeues(key) + 1, e);
            _queue.AddRateLimited(key);
        }
        finally
        {
            _queue.Done(key);
        }
    }

    private static ObjectKey? OwnerKey<TOwner>(IApiObject? obj) where TOwner : class, IApiObject<TOwner>
    {
        if (obj is null || OwnerReferences.ControllerOf(obj) is not { } owner) return null;
        return owner.Kind == TOwner.KindInfo.Gvk.Kind && OwnerReferences.GroupOf(owner.ApiVersion) == TOwner.KindInfo.Gvk.Group
            ? new ObjectKey(Scheme.Default.ResourceOf<TOwner>().Namespaced ? obj.Metadata.Namespace : "", owner.Name) : null;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Controller}: {Key} failed (attempt {Attempt})")]
        public static partial void Failed(ILogger logger, string controller, ObjectKey key, int attempt, Exception exception);

        [LoggerMessage(Level = LogLevel.Debug, Message = "{Controller}: {Key} was changed by somebody else: {Reason}")]
        public static partial void Conflict(ILogger logger, string controller, ObjectKey key, string reason);
    }
}
