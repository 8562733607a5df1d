using Netes.Api.AppsV1;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Api.Selectors;
using Netes.Client.Informers;
using Netes.Scheduler.Plugins;
using Netes.Scheduler.State;

namespace Netes.Scheduler;

/// <summary>Default spreading from the Services that select a Pod and the ReplicaSet, StatefulSet or controller that owns it.</summary>
internal sealed class InformerSpreading(InformerFactory informers) : IDefaultSpreading
{
    private readonly Informer<Service> _services = informers.Get<Service>();
    private readonly Informer<ReplicaSet> _replicaSets = informers.Get<ReplicaSet>();
    private readonly Informer<StatefulSet> _statefulSets = informers.Get<StatefulSet>();
    private readonly Informer<ReplicationController> _controllers = informers.Get<ReplicationController>();

    public Selector? SelectorFor(PodInfo pod)
    {
        var requirements = new List<Requirement>();
        foreach (Service service in _services.ListNamespace(pod.Namespace))
        {
            if (service.Spec.Selector is { Count: > 0 } labels && Selector.FromMap(labels) is var selector && selector.Matches(pod.Labels))
            {
                requirements.AddRange(selector.Requirements);
            }
        }

        OwnerReference? owner = pod.Pod.Metadata.OwnerReferences?.Find(reference => reference.Controller == true);
        requirements.AddRange(owner?.Kind switch
        {
            "ReplicaSet" => Of(_replicaSets.Get(pod.Namespace, owner.Name)?.Spec.Selector),
            "StatefulSet" => Of(_statefulSets.Get(pod.Namespace, owner.Name)?.Spec.Selector),
            "ReplicationController" => Selector.FromMap(_controllers.Get(pod.Namespace, owner.Name)?.Spec.Selector).Requirements,
            _ => [],
        });
        return requirements.Count == 0 ? null : Selector.Of(requirements);
    }

    private static IEnumerable<Requirement> Of(LabelSelector? selector) => selector is null ? [] : LabelSelectors.RequirementsOf(selector);
}
