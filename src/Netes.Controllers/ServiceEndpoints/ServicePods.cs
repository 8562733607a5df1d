using Netes.Api.CoreV1;
using Netes.Api.Selectors;
using Netes.Client;
using Netes.Client.Informers;

namespace Netes.Controllers.ServiceEndpoints;

/// <summary>
/// Which Pods each Service selects, kept up with every change: a Pod's change costs as much as the Pod has labels, whatever
/// the number of Services and Pods; only a changed selector looks through its namespace, once.
/// </summary>
internal sealed class ServicePods
{
    private readonly Lock _lock = new();
    private readonly Informer<Service> _services;
    private readonly Informer<Pod> _pods;
    private readonly Dictionary<ObjectKey, Selected> _selected = [];

    /// <summary>Services by (namespace, first label of their selector): every Pod that one selects has that label.</summary>
    private readonly Dictionary<(string Namespace, string Label, string Value), HashSet<ObjectKey>> _byLabel = [];

    public ServicePods(Informer<Service> services, Informer<Pod> pods)
    {
        _services = services;
        _pods = pods;
        services.OnChange += (old, now) => OnService(ObjectKey.Of((now ?? old)!));
        pods.OnChange += OnPod;
    }

    /// <summary>A Pod changed that the Service selects, or selected until now.</summary>
    public event Action<ObjectKey>? Affected;

    /// <summary>The Pods that the Service selects now; none for a Service without a selector.</summary>
    public IReadOnlyList<Pod> PodsOf(ObjectKey service)
    {
        lock (_lock) return _selected.TryGetValue(service, out var selected) ? [.. selected.Pods.Values] : [];
    }

    /// <summary>The Services that select the Pod.</summary>
    public IReadOnlyCollection<ObjectKey> ServicesOf(Pod pod)
    {
        var found = new HashSet<ObjectKey>();
        lock (_lock)
        {
            foreach (var (label, value) in pod.Metadata.Labels ?? [])
                if (_byLabel.TryGetValue((pod.Metadata.Namespace, label, value), out var services))
                    found.UnionWith(services.Where(key => _selected[key].Selector.Matches(pod.Metadata.Labels)));
        }
        return found;
    }

    private void OnService(ObjectKey key)
    {
        lock (_lock)
        {
            // From the store, not from the event: the newest is what counts.
            var service = _services.Get(key);
            var selector = service?.Spec.Selector is { Count: > 0 } labels ? labels : null;
            if (_selected.TryGetValue(key, out var known) && (selector is null || !Same(known.Labels, selector)))
            {
                _selected.Remove(key);
                Unregister(known, key);
                known = null;
            }
            if (selector is not null && known is null) _selected.Add(key, Register(key, selector));
        }
    }

    private void OnPod(Pod? old, Pod? now)
    {
        var affected = new HashSet<ObjectKey>();
        lock (_lock)
        {
            if (old is not null) Update(old, _pods.Get(ObjectKey.Of(old)), affected);
            if (now is not null) Update(now, _pods.Get(ObjectKey.Of(now)), affected);
        }
        foreach (var key in affected) Affected?.Invoke(key);
    }

    /// <param name="seen">The Pod as the change shows it: its labels lead to the Services concerned.</param>
    /// <param name="current">The Pod as it is now, or null.</param>
    private void Update(Pod seen, Pod? current, HashSet<ObjectKey> affected)
    {
        foreach (var (label, value) in seen.Metadata.Labels ?? [])
        {
            if (!_byLabel.TryGetValue((seen.Metadata.Namespace, label, value), out var services)) continue;
            foreach (var key in services)
            {
                var selected = _selected[key];
                if (!selected.Selector.Matches(seen.Metadata.Labels)) continue;
                affected.Add(key);
                if (current is not null && selected.Selector.Matches(current.Metadata.Labels)) selected.Pods[current.Metadata.Name] = current;
                else selected.Pods.Remove(seen.Metadata.Name);
            }
        }
    }

    private Selected Register(ObjectKey key, Dictionary<string, string> labels)
    {
        var selected = new Selected(labels, Selector.FromMap(labels));
        if (!_byLabel.TryGetValue(First(key, labels), out var services)) _byLabel.Add(First(key, labels), services = []);
        services.Add(key);
        foreach (var pod in _pods.ListNamespace(key.Namespace))
            if (selected.Selector.Matches(pod.Metadata.Labels)) selected.Pods[pod.Metadata.Name] = pod;
        return selected;
    }

    private void Unregister(Selected selected, ObjectKey key)
    {
        var first = First(key, selected.Labels);
        if (_byLabel.TryGetValue(first, out var services) && services.Remove(key) && services.Count == 0) _byLabel.Remove(first);
    }

    private static (string, string, string) First(ObjectKey key, Dictionary<string, string> labels)
    {
        var (label, value) = labels.MinBy(l => l.Key, StringComparer.Ordinal);
        return (key.Namespace, label, value);
    }

    private static bool Same(Dictionary<string, string> a, Dictionary<string, string> b) =>
        a.Count == b.Count && a.All(l => b.TryGetValue(l.Key, out string? value) && value == l.Value);

    private sealed record Selected(Dictionary<string, string> Labels, Selector Selector)
    {
        public Dictionary<string, Pod> Pods { get; } = [];
    }
}
