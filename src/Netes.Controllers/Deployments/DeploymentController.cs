using Microsoft.Extensions.Logging;
using Netes.Api.AppsV1;
using Netes.Api.CoreV1;
using Netes.Client;
using Netes.Client.Events;
using Netes.Client.Informers;
using Netes.Client.Reconciling;
using Netes.Controllers.Owners;

namespace Netes.Controllers.Deployments;

/// <summary>Says what the Deployment controller reads, and which change concerns which Deployment.</summary>
internal static class DeploymentController
{
    public const string Name = "deployment-controller";

    public static Controller Create(
        KubeClient client, InformerFactory informers, EventRecorder events, TimeProvider time, ILoggerFactory loggers, int workers)
    {
        var deployments = informers.Get<Deployment>();
        var sets = informers.Get<ReplicaSet>();
        var pods = informers.Get<Pod>();
        sets.AddIndex(OwnerReferences.ControllerUidIndex, OwnerReferences.ByControllerUid);
        pods.AddIndex(OwnerReferences.ControllerUidIndex, OwnerReferences.ByControllerUid);
        var reconciler = new DeploymentReconciler(client, deployments, sets, pods, events, time);
        var controller = new Controller(Name, reconciler, workers, time, loggers);
        return controller
            .For(deployments)
            .Owns<Deployment, ReplicaSet>(sets)
            .Watches(sets, set => Adopters(deployments, set))
            .Watches(pods, (old, now) =>
            {
                // Recreate waits for the last old Pod: only its end matters here.
                if (now is null && old is not null && RecreateOwner(deployments, sets, old) is { } key) controller.Queue.Add(key);
            });
    }

    private static IEnumerable<ObjectKey> Adopters(Informer<Deployment> deployments, ReplicaSet set)
    {
        if (set.Metadata.Labels is null || set.Metadata.DeletionTimestamp is not null || OwnerReferences.ControllerOf(set) is not null) return [];
        return deployments.ListNamespace(set.Metadata.Namespace)
            .Where(d => LabelSelectors.Parse(d.Spec.Selector).Matches(set.Metadata.Labels)).Select(d => ObjectKey.Of(d));
    }

    private static ObjectKey? RecreateOwner(Informer<Deployment> deployments, Informer<ReplicaSet> sets, Pod pod)
    {
        if (OwnerReferences.ControllerOf(pod) is not { Kind: "ReplicaSet" } owner) return null;
        if (sets.Get(pod.Metadata.Namespace, owner.Name) is not { } set || OwnerReferences.ControllerOf(set) is not { Kind: "Deployment" } top) return null;
        var deployment = deployments.Get(pod.Metadata.Namespace, top.Name);
        return deployment?.Spec.Strategy.Type == DeploymentStrategyType.Recreate ? ObjectKey.Of(deployment) : null;
    }
}
