using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Client;
using Netes.Client.Informers;
using Netes.Client.Reconciling;

namespace Netes.Controllers.ServiceAccounts;

/// <summary>Puts the cluster's CA certificate where Pods mount it from: ConfigMap kube-root-ca.crt in every namespace.</summary>
internal sealed class RootCaReconciler(
    KubeClient client, Informer<Namespace> namespaces, Informer<ConfigMap> maps, string certificate) : Reconciler
{
    public const string Name = "root-ca-certificate-publisher";
    public const string MapName = "kube-root-ca.crt";

    private const string DescriptionAnnotation = "kubernetes.io/description";
    private const string Description =
        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal "
        + "service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

    private readonly ResourceClient<ConfigMap> _client = client.Resource<ConfigMap>();

    public static Controller Create(KubeClient client, InformerFactory informers, string certificate, TimeProvider time, ILoggerFactory loggers)
    {
        var namespaces = informers.Get<Namespace>();
        // Only the maps of that name: a cluster has many others, and large ones.
        var maps = informers.Get<ConfigMap>(new InformerSelector(FieldSelector: "metadata.name=" + MapName));
        return new Controller(Name, new RootCaReconciler(client, namespaces, maps, certificate), 1, time, loggers)
            .For(namespaces)
            .Watches(maps, map => [new ObjectKey("", map.Metadata.Namespace)]);
    }

    public override async Task<Result> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (namespaces.Get(key) is not { } ns || ns.Metadata.DeletionTimestamp is not null) return Result.Done;
        if (maps.Get(key.Name, MapName) is not { } map)
        {
            var created = new ConfigMap { Data = new Dictionary<string, string> { ["ca.crt"] = certificate } };
            created.Metadata.Namespace = key.Name;
            created.Metadata.Name = MapName;
            created.Metadata.Annotations = new Dictionary<string, string> { [DescriptionAnnotation] = Description };
            await Creation.IfAbsentAsync(() => _client.CreateAsync(created, cancellation));
            return Result.Done;
        }
        bool right = map.Data is { Count: 1 } data && data.GetValueOrDefault("ca.crt") == certificate
            && map.Metadata.Annotations?.GetValueOrDefault(DescriptionAnnotation) == Description;
        if (right) return Result.Done;
        var changed = map.Clone();
        changed.Data = new Dictionary<string, string> { ["ca.crt"] = certificate };
        (changed.Metadata.Annotations ??= [])[DescriptionAnnotation] = Description;
        await _client.UpdateAsync(changed, cancellation);
        return Result.Done;
    }
}
