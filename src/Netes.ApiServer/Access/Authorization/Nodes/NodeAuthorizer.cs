using Netes.Api.RbacV1;
using Netes.Api.Selectors;
using Netes.Api.Validation;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Access.Authorization.Nodes;

/// <summary>
/// Lets a kubelet read and write what its node needs, and nothing of other nodes
/// (https://kubernetes.io/docs/reference/access-authn-authz/node/, KEP-4601).
/// </summary>
internal sealed class NodeAuthorizer(ResourceRegistry registry, IReadOnlyList<PolicyRule> nodeRules) : IAuthorizer
{
    private const string UserPrefix = "system:node:";
    private const string NodesGroup = "system:nodes";
    private readonly NodeGraph graph = new(registry);

    /// <summary>The node that a user is the kubelet of; null when he is none, "" when he doesn't say of which.</summary>
    public static string? NodeOf(UserInfo user)
    {
        if (!user.Groups.Contains(NodesGroup)) return null;
        return user.Name.StartsWith(UserPrefix, StringComparison.Ordinal) ? user.Name[UserPrefix.Length..] : null;
    }

    public ValueTask<AccessDecision> AuthorizeAsync(AccessAttributes attributes, CancellationToken cancellationToken)
    {
        if (NodeOf(attributes.User) is not { } node) return ValueTask.FromResult(AccessDecision.NoOpinion);
        if (node.Length == 0) return No($"unknown node for user {GoValue.Quote(attributes.User.Name)}");
        if (!attributes.IsResource) return ByRules(attributes);
        return (attributes.Group, attributes.Resource) switch
        {
            ("", "secrets" or "configmaps") => ReadObjectAsync(node, attributes, cancellationToken),
            ("", "persistentvolumeclaims") when attributes.Subresource == "status" => ClaimStatusAsync(node, attributes, cancellationToken),
            ("", "persistentvolumeclaims" or "persistentvolumes") or ("resource.k8s.io", "resourceclaims") or ("storage.k8s.io", "volumeattachments") =>
                GetAsync(node, attributes, cancellationToken),
            ("", "serviceaccounts") => ServiceAccountAsync(node, attributes, cancellationToken),
            ("coordination.k8s.io", "leases") => Lease(node, attributes),
            ("storage.k8s.io", "csinodes") => CsiNode(node, attributes),
            ("resource.k8s.io", "resourceslices") => SliceAsync(node, attributes, cancellationToken),
            ("", "nodes") => Node(node, attributes),
            ("", "pods") => PodAsync(node, attributes, cancellationToken),
            _ => ByRules(attributes),
        };
    }

    private ValueTask<AccessDecision> ByRules(AccessAttributes attributes)
    {
        foreach (PolicyRule rule in nodeRules)
        {
            if (RbacRules.Allows(rule, attributes)) return Yes();
        }
        return No("");
    }

    private ValueTask<AccessDecision> ReadObjectAsync(string node, AccessAttributes attributes, CancellationToken cancellationToken)
    {
        if (attributes.Verb is not ("get" or "list" or "watch")) return No("can only read resources of this type");
        if (attributes.Subresource.Length > 0) return No("cannot read subresource");
        if (attributes.Namespace.Length == 0) return No("can only read namespaced object of this type");
        return RelatedAsync(node, attributes, cancellationToken);
    }

    private ValueTask<AccessDecision> ClaimStatusAsync(string node, AccessAttributes attributes, CancellationToken cancellationToken) =>
        attributes.Verb is "get" or "update" or "patch" ? RelatedAsync(node, attributes, cancellationToken) : No("can only get/update/patch this type");

    private ValueTask<AccessDecision> GetAsync(string node, AccessAttributes attributes, CancellationToken cancellationToken)
    {
        if (attributes.Verb != "get") return No("can only get individual resources of this type");
        if (attributes.Subresource.Length > 0) return No("cannot get subresource");
        return RelatedAsync(node, attributes, cancellationToken);
    }

    private ValueTask<AccessDecision> ServiceAccountAsync(string node, AccessAttributes attributes, CancellationToken cancellationToken) =>
        (attributes.Verb, attributes.Subresource) is ("create", "token") or ("get", "")
            ? RelatedAsync(node, attributes, cancellationToken) : No("can only get individual service accounts and create tokens for them");

    private static ValueTask<AccessDecision> Lease(string node, AccessAttributes attributes)
    {
        if (attributes.Verb is not ("get" or "create" or "update" or "patch" or "delete")) return No("can only get, create, update, patch, or delete a node lease");
        if (attributes.Namespace != "kube-node-lease") return No("can only access leases in the \"kube-node-lease\" system namespace");
        return attributes.Verb == "create" || attributes.Name == node ? Yes() : No("can only access node lease with the same name as the requesting node");
    }

    private static ValueTask<AccessDecision> CsiNode(string node, AccessAttributes attributes)
    {
        if (attributes.Verb is not ("get" or "create" or "update" or "patch" or "delete")) return No("can only get, create, update, patch, or delete a CSINode");
        if (attributes.Subresource.Length > 0) return No("cannot authorize CSINode subresources");
        return attributes.Verb == "create" || attributes.Name == node ? Yes() : No("can only access CSINode with the same name as the requesting node");
    }

    private ValueTask<AccessDecision> SliceAsync(string node, AccessAttributes attributes, CancellationToken cancellationToken)
    {
        if (attributes.Subresource.Length > 0) return No("cannot authorize ResourceSlice subresources");
        return attributes.Verb switch
        {
            "create" => Yes(),
            "get" or "update" or "patch" or "delete" => RelatedAsync(node, attributes, cancellationToken),
            "watch" or "list" or "deletecollection" => Selects(attributes, node) ? Yes() : No("can only list/watch/deletecollection resourceslices with nodeName field selector"),
            _ => No("only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection"),
        };
    }

    private static ValueTask<AccessDecision> Node(string node, AccessAttributes attributes) => (attributes.Subresource, attributes.Verb) switch
    {
        ("", "create" or "update" or "patch") or ("status", "update" or "patch") => Yes(),
        ("", "get" or "list" or "watch") when attributes.Name == node => Yes(),
        ("", "get" or "list" or "watch") when attributes.Name.Length == 0 => No($"node '{node}' cannot read all nodes, only its own Node object"),
        ("", "get" or "list" or "watch") => No($"node '{node}' cannot read '{attributes.Name}', only its own Node object"),
        _ => No(""),
    };

    private ValueTask<AccessDecision> PodAsync(string node, AccessAttributes attributes, CancellationToken cancellationToken)
    {
        switch (attributes.Subresource, attributes.Verb)
        {
            // What NodeRestriction then narrows to the node's own mirror Pods and Pods' states.
            case ("", "create" or "delete"):
            case ("status", "update" or "patch"):
            case ("eviction", "create"):
                return Yes();
            case ("", "get"):
                return RelatedAsync(node, attributes, cancellationToken);
            case ("", "list" or "watch"):
                if (Selects(attributes, node)) return Yes();
                return attributes.Name.Length > 0 ? RelatedAsync(node, attributes, cancellationToken) : No("can only list/watch pods with spec.nodeName field selector");
            default:
                return No("");
        }
    }

    private static bool Selects(AccessAttributes attributes, string node)
    {
        foreach (FieldTerm term in attributes.FieldTerms)
        {
            if (term is { Field: "spec.nodeName", Negated: false } && term.Value == node) return true;
        }
        return false;
    }

    private async ValueTask<AccessDecision> RelatedAsync(string node, AccessAttributes attributes, CancellationToken cancellationToken)
    {
        if (attributes.Name.Length == 0) return new AccessDecision(false, "No Object name found");
        bool related = attributes.Resource switch
        {
            "pods" => await graph.RunsAsync(node, attributes.Namespace, attributes.Name, cancellationToken),
            "persistentvolumes" => await graph.UsesVolumeAsync(node, attributes.Name, cancellationToken),
            "volumeattachments" => await graph.AttachesAsync(node, attributes.Name, cancellationToken),
            "resourceslices" => await graph.PublishesAsync(node, attributes.Name, cancellationToken),
            _ => await graph.RefersAsync(node, attributes.Resource, attributes.Namespace, attributes.Name, cancellationToken),
        };
        return related ? new AccessDecision(true) : new AccessDecision(false, $"no relationship found between node '{node}' and this object");
    }

    private static ValueTask<AccessDecision> Yes() => ValueTask.FromResult(new AccessDecision(true));

    private static ValueTask<AccessDecision> No(string reason) => ValueTask.FromResult(new AccessDecision(false, reason));
}
