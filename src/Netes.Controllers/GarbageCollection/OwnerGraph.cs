using Netes.Api;
using Netes.Api.MetaV1;

namespace Netes.Controllers.GarbageCollection;

internal enum GraphWorkKind
{
    /// <summary>See whether the object must go, or what holds it up.</summary>
    Examine,

    /// <summary>Take the object's name out of its dependents.</summary>
    Orphan,
}

internal readonly record struct GraphWork(GraphWorkKind Kind, string Uid);

/// <summary>
/// Who owns whom, by uid, built from what the informers tell. Each change names the objects that it makes worth a look, so that
/// the cost is that of the change and its neighbours, never of the graph. Not thread-safe: the collector locks it.
/// </summary>
internal sealed class OwnerGraph
{
    public const string ForegroundFinalizer = "foregroundDeletion";
    public const string OrphanFinalizer = "orphan";

    private readonly Dictionary<string, GraphNode> _nodes = [];

    public int Count => _nodes.Count;

    public GraphNode? Find(string uid) => _nodes.GetValueOrDefault(uid);

    /// <summary>An object was added or changed.</summary>
    public IReadOnlyList<GraphWork> Observe(ResourceType resource, ObjectMeta metadata)
    {
        var work = new List<GraphWork>();
        if (!_nodes.TryGetValue(metadata.Uid, out var node)) _nodes.Add(metadata.Uid, node = new GraphNode(metadata.Uid));
        bool wasVirtual = node.IsVirtual;
        if (wasVirtual)
        {
            // What dependents said of it may have been wrong: they are looked at again under its true name.
            if (node.Dependents.Count > 0 && (node.Name != metadata.Name || node.Kind.Kind != resource.Kind)) ExamineAll(node.Dependents, work);
            node.Resource = resource;
            node.Kind = resource.Gvk;
            node.Namespace = metadata.Namespace;
            node.Name = metadata.Name;
        }
        SetOwners(node, metadata.OwnerReferences ?? [], work);
        SetDeletion(node, metadata, work);
        return work;
    }

    /// <summary>An object is gone, or was found never to have been.</summary>
    public IReadOnlyList<GraphWork> Remove(string uid)
    {
        var work = new List<GraphWork>();
        if (!_nodes.Remove(uid, out var node)) return work;
        SetOwners(node, [], work);
        ExamineAll(node.Dependents, work);
        // Those that still name it find no node: the next look asks the server whether it exists.
        return work;
    }

    private void SetOwners(GraphNode node, List<OwnerReference> owners, List<GraphWork> work)
    {
        foreach (var before in node.Owners)
        {
            var after = owners.Find(o => o.Uid == before.Uid);
            bool unblocked = before.BlockOwnerDeletion == true && after?.BlockOwnerDeletion != true;
            if (!_nodes.TryGetValue(before.Uid, out var owner)) continue;
            if (after is null)
            {
                owner.Dependents.Remove(node);
                if (owner.IsVirtual && owner.Dependents.Count == 0) _nodes.Remove(owner.Uid);
            }
            if (unblocked && owner.DeletingDependents) work.Add(new GraphWork(GraphWorkKind.Examine, owner.Uid));
        }
        bool gained = false;
        foreach (var reference in owners)
        {
            if (node.Owners.Exists(o => o.Uid == reference.Uid)) continue;
            gained = true;
            if (!_nodes.TryGetValue(reference.Uid, out var owner))
            {
                owner = new GraphNode(reference.Uid)
                {
                    Kind = Gvk.Parse(reference.ApiVersion, reference.Kind),
                    Namespace = node.Namespace,
                    Name = reference.Name,
                };
                _nodes.Add(owner.Uid, owner);
                work.Add(new GraphWork(GraphWorkKind.Examine, owner.Uid));
            }
            else if (owner.DeletingDependents || (!owner.IsVirtual && (owner.Name != reference.Name || owner.Kind.Kind != reference.Kind)))
            {
                work.Add(new GraphWork(GraphWorkKind.Examine, node.Uid));
            }
            owner.Dependents.Add(node);
        }
        bool lost = node.Owners.Exists(o => !owners.Exists(n => n.Uid == o.Uid));
        node.Owners = owners;
        // Whoever lost an owner may have only absent ones left.
        if (lost && !gained && owners.Count > 0) work.Add(new GraphWork(GraphWorkKind.Examine, node.Uid));
    }

    private static void SetDeletion(GraphNode node, ObjectMeta metadata, List<GraphWork> work)
    {
        node.BeingDeleted = metadata.DeletionTimestamp is not null;
        bool foreground = node.BeingDeleted && metadata.Finalizers?.Contains(ForegroundFinalizer) == true;
        bool orphan = node.BeingDeleted && metadata.Finalizers?.Contains(OrphanFinalizer) == true;
        if (foreground && !node.DeletingDependents)
        {
            node.DeletingDependents = true;
            ExamineAll(node.Dependents, work);
            work.Add(new GraphWork(GraphWorkKind.Examine, node.Uid));
        }
        if (orphan && !node.Orphaning) work.Add(new GraphWork(GraphWorkKind.Orphan, node.Uid));
        node.Orphaning = orphan;
    }

    private static void ExamineAll(IEnumerable<GraphNode> nodes, List<GraphWork> work)
    {
        foreach (var node in nodes) work.Add(new GraphWork(GraphWorkKind.Examine, node.Uid));
    }
}
