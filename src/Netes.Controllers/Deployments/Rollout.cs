using System.Globalization;
using Netes.Api.AppsV1;
using Netes.Api.MetaV1;
using Netes.Client;

namespace Netes.Controllers.Deployments;

/// <summary>
/// One look at a Deployment and its ReplicaSets, on copies that the planner's steps change; what differs in the end is the plan.
/// </summary>
internal sealed class Rollout
{
    private readonly Dictionary<ReplicaSet, ReplicaSet> _original = [];

    public Rollout(Deployment deployment, IEnumerable<ReplicaSet> sets)
    {
        Deployment = deployment;
        Limits = RolloutLimits.Of(deployment);
        foreach (var set in sets)
        {
            var copy = set.Clone();
            _original.Add(copy, set);
            All.Add(copy);
        }
        All.Sort(OldestFirst);
        // Several may carry the template (after a hash collision): the oldest is the one, for all who look.
        New = All.Find(s => PodTemplateHash.SameTemplate(s.Spec.Template, deployment.Spec.Template));
    }

    public Deployment Deployment { get; }

    public RolloutLimits Limits { get; }

    /// <summary>Oldest first.</summary>
    public List<ReplicaSet> All { get; } = [];

    /// <summary>The ReplicaSet of the Deployment's present template.</summary>
    public ReplicaSet? New { get; private set; }

    public bool Created { get; private set; }

    public int Wanted => Deployment.Spec.Replicas ?? 1;

    public IEnumerable<ReplicaSet> Old => All.Where(s => s != New);

    public IEnumerable<ReplicaSet> ActiveOld => Old.Where(s => Size(s) > 0);

    public int TotalSize => All.Sum(Size);

    public static int Size(ReplicaSet set) => set.Spec.Replicas ?? 1;

    /// <summary>Gives the new ReplicaSet its revision, or makes it when <paramref name="create"/> says so.</summary>
    public void EnsureNew(bool create)
    {
        long revision = Old.Select(DeploymentAnnotations.RevisionOf).DefaultIfEmpty(0).Max() + 1;
        if (New is not null)
        {
            DeploymentAnnotations.Inherit(Deployment, New);
            DeploymentAnnotations.SetRevision(New, revision);
            New.Spec.MinReadySeconds = Deployment.Spec.MinReadySeconds;
            return;
        }
        if (!create) return;
        New = BuildNew();
        All.Add(New);
        Created = true;
        New.Spec.Replicas = NewSize();
        DeploymentAnnotations.Inherit(Deployment, New);
        DeploymentAnnotations.SetRevision(New, revision);
        DeploymentAnnotations.SetSizes(New, Wanted, Wanted + Limits.Surge);
    }

    /// <summary>How large the new ReplicaSet may be now without exceeding the surge.</summary>
    public int NewSize()
    {
        if (Deployment.Spec.Strategy.Type != DeploymentStrategyType.RollingUpdate) return Wanted;
        int room = Wanted + Limits.Surge - TotalSize;
        return room <= 0 ? Size(New!) : Size(New!) + Math.Min(room, Wanted - Size(New!));
    }

    /// <summary>Sets a size and notes the Deployment's own.</summary>
    /// <returns>Whether the size changed.</returns>
    public bool Scale(ReplicaSet set, int size)
    {
        bool changed = Size(set) != size;
        set.Spec.Replicas = size;
        DeploymentAnnotations.SetSizes(set, Wanted, Wanted + Limits.Surge);
        return changed;
    }

    public void WriteTo(DeploymentPlan plan)
    {
        if (Created) plan.Create = New;
        foreach (var set in All)
            if (_original.TryGetValue(set, out var before) && !set.DeepEquals(before)) plan.Updates.Add(new DeploymentPlan.Change(before, set));
        string? revision = New?.Metadata.Annotations?.GetValueOrDefault(DeploymentAnnotations.Revision);
        if (revision is not null && revision != Deployment.Metadata.Annotations?.GetValueOrDefault(DeploymentAnnotations.Revision))
            plan.Revision = revision;
    }

    /// <summary>As it is stored, for one that is to be deleted.</summary>
    public ReplicaSet Original(ReplicaSet set) => _original[set];

    internal static int OldestFirst(ReplicaSet a, ReplicaSet b)
    {
        int order = (a.Metadata.CreationTimestamp ?? DateTime.MaxValue).CompareTo(b.Metadata.CreationTimestamp ?? DateTime.MaxValue);
        return order != 0 ? order : string.CompareOrdinal(a.Metadata.Name, b.Metadata.Name);
    }

    private ReplicaSet BuildNew()
    {
        var template = Deployment.Spec.Template.Clone();
        string hash = PodTemplateHash.Compute(template, Deployment.Status.CollisionCount);
        (template.Metadata.Labels ??= [])[DeploymentLabels.PodTemplateHash] = hash;
        var selector = Deployment.Spec.Selector?.Clone() ?? new LabelSelector();
        (selector.MatchLabels ??= [])[DeploymentLabels.PodTemplateHash] = hash;
        return new ReplicaSet
        {
            Metadata = new ObjectMeta
            {
                Name = string.Create(CultureInfo.InvariantCulture, $"{Deployment.Metadata.Name}-{hash}"),
                Namespace = Deployment.Metadata.Namespace,
                Labels = new Dictionary<string, string>(template.Metadata.Labels),
                OwnerReferences = [OwnerReferences.ToController(Deployment)],
            },
            Spec = new ReplicaSetSpec
            {
                Replicas = 0,
                MinReadySeconds = Deployment.Spec.MinReadySeconds,
                Selector = selector,
                Template = template,
            },
        };
    }
}
