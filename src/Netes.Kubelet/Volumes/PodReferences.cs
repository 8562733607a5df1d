using Netes.Api.CoreV1;

namespace Netes.Kubelet.Volumes;

/// <summary>The ConfigMaps and Secrets that one Pod refers to, held while the Pod is here.</summary>
internal sealed class PodReferences : IDisposable
{
    private readonly Dictionary<string, ReferencedObjects<ConfigMap>.Reference> _maps = [];
    private readonly Dictionary<string, ReferencedObjects<Secret>.Reference> _secrets = [];

    public PodReferences(Pod pod, ReferencedObjects<ConfigMap> maps, ReferencedObjects<Secret> secrets, Action onChange)
    {
        string ns = pod.Metadata.Namespace;
        var names = ReferenceNames.Of(pod.Spec);
        foreach (string name in names.ConfigMaps) _maps.Add(name, maps.Acquire(ns, name, onChange));
        foreach (string name in names.Secrets) _secrets.Add(name, secrets.Acquire(ns, name, onChange));
    }

    public Task ReadyAsync(CancellationToken cancellation) =>
        Task.WhenAll(_maps.Values.Select(static r => r.Ready).Concat(_secrets.Values.Select(static r => r.Ready))).WaitAsync(cancellation);

    public ConfigMap? ConfigMap(string name) => _maps.GetValueOrDefault(name)?.Current;

    public Secret? Secret(string name) => _secrets.GetValueOrDefault(name)?.Current;

    public void Dispose()
    {
        foreach (var reference in _maps.Values) reference.Dispose();
        foreach (var reference in _secrets.Values) reference.Dispose();
    }
}
