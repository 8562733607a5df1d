using Microsoft.Extensions.Logging;
using Netes.Api;
using Netes.Client;
using Netes.Client.Informers;

namespace Netes.Kubelet.Volumes;

/// <summary>
/// ConfigMaps or Secrets that Pods of this node refer to: each is watched by its name while somebody holds it, and none else
/// is ever read.
/// </summary>
internal sealed class ReferencedObjects<T>(ResourceClient<T> client, TimeProvider time, ILoggerFactory loggers)
    where T : class, IApiObject<T>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, Watched> _watched = [];

    /// <summary>Holds an object until disposed.</summary>
    /// <param name="onChange">Called after each change, on the watch's own task: it enqueues, it doesn't work.</param>
    public Reference Acquire(string ns, string name, Action onChange)
    {
        lock (_lock)
        {
            var key = new ObjectKey(ns, name);
            if (!_watched.TryGetValue(key, out var watched)) _watched.Add(key, watched = new Watched(client, key, time, loggers));
            watched.Holders++;
            var reference = new Reference(this, watched, onChange);
            watched.Changed += reference.Notify;
            return reference;
        }
    }

    private void Release(Watched watched, Reference reference)
    {
        lock (_lock)
        {
            watched.Changed -= reference.Notify;
            if (--watched.Holders > 0) return;
            _watched.Remove(watched.Key);
        }
        watched.Stop();
    }

    internal sealed class Reference(ReferencedObjects<T> owner, Watched watched, Action onChange) : IDisposable
    {
        private int _disposed;

        /// <summary>The newest known state; null when there is no such object.</summary>
        public T? Current => watched.Informer.Get(watched.Key);

        /// <summary>Completes when <see cref="Current"/> can be trusted.</summary>
        public Task Ready => watched.Informer.Synced;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0) owner.Release(watched, this);
        }

        internal void Notify() => onChange();
    }

    internal sealed class Watched
    {
        private readonly CancellationTokenSource _stop = new();

        public Watched(ResourceClient<T> client, ObjectKey key, TimeProvider time, ILoggerFactory loggers)
        {
            Key = key;
            Informer = new Informer<T>(client, new InformerSelector(key.Namespace, "", $"metadata.name={key.Name}"), time, loggers);
            Informer.OnChange += (_, _) => Changed?.Invoke();
            _ = Task.Run(() => Informer.RunAsync(_stop.Token));
        }

        public event Action? Changed;

        public ObjectKey Key { get; }

        public Informer<T> Informer { get; }

        public int Holders { get; set; }

        public void Stop() => _stop.Cancel();
    }
}
