using Netes.Api;

namespace Netes.ApiServer.Strategies;

/// <summary>The strategy of a resource that has no class of its own: only what must be known of it stands in tables.</summary>
internal sealed class GenericStrategy(string group, string resource) : Strategy<IApiObject>
{
    public override bool HasGeneration => (group, resource) switch
    {
        ("admissionregistration.k8s.io" or "flowcontrol.apiserver.k8s.io", _) => true,
        ("apps", not "controllerrevisions") => true,
        ("batch", _) => true,
        ("networking.k8s.io", "ingresses" or "ingressclasses" or "networkpolicies") => true,
        ("", "podtemplates" or "replicationcontrollers") => true,
        ("apiextensions.k8s.io", "customresourcedefinitions") => true,
        ("discovery.k8s.io", "endpointslices") => true,
        ("policy", "poddisruptionbudgets") => true,
        ("resource.k8s.io", "deviceclasses" or "resourceslices") => true,
        ("scheduling.k8s.io", "priorityclasses") => true,
        ("storage.k8s.io", "csidrivers") => true,
        _ => false,
    };

    public override ITablePrinter? Table { get; } = Printing.KnownPrinters.Find(group, resource);

    public override bool ReturnsDeletedObject => AnswersDeleted(group, resource);

    /// <summary>The resources whose DELETE answers with the object, those with a strategy of their own included.</summary>
    internal static bool AnswersDeleted(string group, string resource) => (group, resource) switch
    {
        ("", "pods" or "services" or "persistentvolumeclaims" or "persistentvolumes" or "podtemplates" or "resourcequotas" or "serviceaccounts") => true,
        ("resource.k8s.io", _) => true,
        ("storage.k8s.io", "csidrivers" or "csinodes" or "storageclasses" or "volumeattachments" or "volumeattributesclasses") => true,
        _ => false,
    };

    public override bool OrphansByDefault => (group, resource) is ("batch", "jobs") or ("", "replicationcontrollers");

    public override bool AllowCreateOnUpdate => (group, resource) is
        ("", "endpoints" or "limitranges" or "events" or "resourcequotas") or ("coordination.k8s.io", "leases")
        or ("events.k8s.io", "events") or ("rbac.authorization.k8s.io", _);

    public override NameRule NameRule => group == "rbac.authorization.k8s.io" ? NameRule.PathSegment : NameRule.DnsSubdomain;
}
