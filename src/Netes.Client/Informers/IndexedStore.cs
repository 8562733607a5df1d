using System.Runtime.InteropServices;
using Netes.Api;

namespace Netes.Client.Informers;

/// <summary>
/// Objects by namespace and name, and by any number of named indexes. One writer, many readers; every read returns a copy
/// of the references, so that what a reader holds never changes under it.
/// </summary>
internal sealed class IndexedStore<T> where T : class, IApiObject
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, T>> _namespaces = [];
    private readonly Dictionary<string, Index> _indexes = [];
    private int _count;

    public int Count
    {
        get { lock (_lock) return _count; }
    }

    /// <summary>Adds an index over what is there and what will come. A name that is taken keeps its first function.</summary>
    public void AddIndex(string name, Func<T, IEnumerable<string>> values)
    {
        lock (_lock)
        {
            if (_indexes.ContainsKey(name)) return;
            var index = new Index(values);
            foreach (var objects in _namespaces.Values)
                foreach (var obj in objects.Values) index.Add(obj);
            _indexes.Add(name, index);
        }
    }

    public T? Get(string ns, string name)
    {
        lock (_lock) return _namespaces.TryGetValue(ns, out var objects) ? objects.GetValueOrDefault(name) : null;
    }

    public T[] List()
    {
        lock (_lock)
        {
            var all = new T[_count];
            int next = 0;
            foreach (var objects in _namespaces.Values)
            {
                objects.Values.CopyTo(all, next);
                next += objects.Count;
            }
            return all;
        }
    }

    public T[] ListNamespace(string ns)
    {
        lock (_lock) return _namespaces.TryGetValue(ns, out var objects) ? [.. objects.Values] : [];
    }

    /// <exception cref="ArgumentException">No index has that name.</exception>
    public T[] ByIndex(string index, string value)
    {
        lock (_lock) return Find(index).Get(value);
    }

    /// <exception cref="ArgumentException">No index has that name.</exception>
    public int CountByIndex(string index, string value)
    {
        lock (_lock) return Find(index).Count(value);
    }

    /// <summary>Stores the object and returns the one that it replaces, if any.</summary>
    public T? Put(T obj)
    {
        lock (_lock)
        {
            if (!_namespaces.TryGetValue(obj.Metadata.Namespace, out var objects))
                _namespaces.Add(obj.Metadata.Namespace, objects = []);
            ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(objects, obj.Metadata.Name, out bool existed);
            var old = slot;
            slot = obj;
            if (!existed) _count++;
            foreach (var index in _indexes.Values) index.Replace(old, obj);
            return old;
        }
    }

    /// <summary>Removes the object and returns it, if it was there.</summary>
    public T? Remove(string ns, string name)
    {
        lock (_lock)
        {
            if (!_namespaces.TryGetValue(ns, out var objects) || !objects.Remove(name, out var old)) return null;
            if (objects.Count == 0) _namespaces.Remove(ns);
            _count--;
            foreach (var index in _indexes.Values) index.Replace(old, null);
            return old;
        }
    }

    private Index Find(string name) => _indexes.TryGetValue(name, out var found) ? found
        : throw new ArgumentException($"there is no index \"{name}\" over {typeof(T).Name}", nameof(name));

    private sealed class Index(Func<T, IEnumerable<string>> values)
    {
        private readonly Dictionary<string, Dictionary<ObjectKey, T>> _buckets = [];

        public T[] Get(string value) => _buckets.TryGetValue(value, out var bucket) ? [.. bucket.Values] : [];

        public int Count(string value) => _buckets.TryGetValue(value, out var bucket) ? bucket.Count : 0;

        public void Replace(T? old, T? now)
        {
            if (old is not null) Remove(old);
            if (now is not null) Add(now);
        }

        public void Add(T obj)
        {
            foreach (string value in values(obj))
            {
                if (!_buckets.TryGetValue(value, out var bucket)) _buckets.Add(value, bucket = []);
                bucket[ObjectKey.Of(obj)] = obj;
            }
        }

        private void Remove(T obj)
        {
            foreach (string value in values(obj))
                if (_buckets.TryGetValue(value, out var bucket) && bucket.Remove(ObjectKey.Of(obj)) && bucket.Count == 0)
                    _buckets.Remove(value);
        }
    }
}
