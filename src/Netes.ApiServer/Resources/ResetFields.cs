using Netes.ApiServer.Patching.Apply;

namespace Netes.ApiServer.Resources;

/// <summary>
/// Which fields a write can't set, whatever it sends, and so doesn't own (upstream's GetResetFields): as a rule, writes to an
/// object don't reach its status, and writes to its status nothing but that.
/// </summary>
internal static class ResetFields
{
    private static readonly string[] Metadata = ["metadata"], Spec = ["spec"], Status = ["status"];

    /// <param name="group">The resource's group.</param>
    /// <param name="resource">The plural.</param>
    /// <param name="subresource">"" for the object itself.</param>
    public static FieldFilter Filter(string group, string resource, string subresource) => (group, resource, subresource) switch
    {
        ("", "pods", "status") => new FieldFilter([Spec, ["metadata", "deletionTimestamp"], ["metadata", "ownerReferences"]]),
        ("", "pods", "ephemeralcontainers") => new FieldFilter([], [["spec", "ephemeralContainers"]]),
        ("", "pods", "resize") => new FieldFilter([],
        [
            ["spec", "containers", "*", "resources"], ["spec", "containers", "*", "resizePolicy"],
            ["spec", "initContainers", "*", "resources"], ["spec", "initContainers", "*", "resizePolicy"],
        ]),
        ("apps", "deployments", "status") => new FieldFilter([Spec, ["metadata", "labels"]]),
        ("apiextensions.k8s.io", "customresourcedefinitions", "status") => new FieldFilter([Metadata, Spec]),
        ("resource.k8s.io", _, "status") => new FieldFilter([Metadata, Spec]),
        ("storage.k8s.io", "volumeattachments", "status") => new FieldFilter([Metadata, Spec]),
        ("certificates.k8s.io", "certificatesigningrequests", "status") => new FieldFilter([Spec, ["status", "conditions"]]),
        ("certificates.k8s.io", "certificatesigningrequests", "approval") => new FieldFilter([Spec, ["status", "certificate"]]),
        (_, _, "status") => new FieldFilter([Spec]),
        _ => new FieldFilter([Status]),
    };
}
