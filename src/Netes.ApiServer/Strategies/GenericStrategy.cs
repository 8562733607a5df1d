using Netes.Api;

namespace Netes.ApiServer.Strategies;

/// <summary>The strategy of a resource that has no class of its own: only what must be known of it stands in tables.</summary>
internal sealed class GenericStrategy(string group, string resource) : Strategy<IApiObject>
{
    public override bool HasGeneration => (group, resource) switch
    {
        ("apiextensions.k8s.io", "customresourcedefinitions") => true,
        _ => false,
    };

    public override ITablePrinter? Table { get; } = Printing.KnownPrinters.Find(group, resource);

    public override bool ReturnsDeletedObject => AnswersDeleted(group, resource);

    /// <summary>The resources whose DELETE answers with the object, those with a strategy of their own included.</summary>
    internal static bool AnswersDeleted(string group, string resource) => (group, resource) switch
    {
        ("", "pods" or "services" or "persistentvolumeclaims" or "persistentvolumes" or "podtemplates" or "resourcequotas" or "serviceaccounts") => true,
        _ => false,
    };

    public override bool AllowCreateOnUpdate => (group, resource) is ("events.k8s.io", "events");
}
