using Netes.Api;
using Netes.Api.MetaV1;

namespace Netes.Controllers.GarbageCollection;

/// <summary>An object in the owner graph.</summary>
internal sealed class GraphNode(string uid)
{
    public string Uid { get; } = uid;

    public Gvk Kind { get; set; }

    public string Namespace { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>The resource that it was seen in; null as long as it is only known from references to it.</summary>
    public ResourceType? Resource { get; set; }

    /// <summary>Nobody saw the object itself yet: a dependent names it. It may not exist.</summary>
    public bool IsVirtual => Resource is null;

    public List<OwnerReference> Owners { get; set; } = [];

    public HashSet<GraphNode> Dependents { get; } = [];

    public bool BeingDeleted { get; set; }

    /// <summary>Is being deleted in the foreground: it goes when its blocking dependents are gone.</summary>
    public bool DeletingDependents { get; set; }

    /// <summary>Is being deleted and leaves its dependents behind.</summary>
    public bool Orphaning { get; set; }

    /// <summary>The dependents that hold up this node's foreground deletion.</summary>
    public IEnumerable<GraphNode> BlockingDependents =>
        Dependents.Where(d => d.Owners.Exists(o => o.Uid == Uid && o.BlockOwnerDeletion == true));

    public override string ToString() => $"{Kind.Kind} {(Namespace.Length > 0 ? Namespace + "/" : "")}{Name}";
}
