using Microsoft.Extensions.Logging;
using Netes.Api.AppsV1;
using Netes.Api.CoreV1;
using Netes.Client;
using Netes.Client.Events;
using Netes.Client.Informers;
using Netes.Client.Reconciling;
using Netes.Controllers.Owners;

namespace Netes.Controllers.ReplicaSets;

/// <summary>Says what the ReplicaSet controller reads, and which change concerns which ReplicaSet.</summary>
internal static class ReplicaSetController
{
    public const string Name = "replicaset-controller";

    public static Controller Create(
        KubeClient client, InformerFactory informers, EventRecorder events, TimeProvider time, ILoggerFactory loggers, int workers)
    {
        var sets = informers.Get<ReplicaSet>();
        var pods = informers.Get<Pod>();
        sets.AddIndex(OwnerReferences.ControllerUidIndex, OwnerReferences.ByControllerUid);
        pods.AddIndex(OwnerReferences.ControllerUidIndex, OwnerReferences.ByControllerUid);
        var reconciler = new ReplicaSetReconciler(client, sets, pods, events, time);
        return new Controller(Name, reconciler, workers, time, loggers)
            .For(sets)
            .Owns<ReplicaSet, Pod>(pods)
            .Watches(pods, pod => Adopters(sets, pod));
    }

    /// <summary>A Pod without a controller concerns every ReplicaSet that would take it.</summary>
    private static IEnumerable<ObjectKey> Adopters(Informer<ReplicaSet> sets, Pod pod)
    {
        if (pod.Metadata.Labels is null || pod.Metadata.DeletionTimestamp is not null || OwnerReferences.ControllerOf(pod) is not null) return [];
        return sets.ListNamespace(pod.Metadata.Namespace)
            .Where(s => LabelSelectors.Parse(s.Spec.Selector).Matches(pod.Metadata.Labels)).Select(s => ObjectKey.Of(s));
    }
}
