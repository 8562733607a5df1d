namespace Netes.Client.Informers;

/// <summary>Which objects of a resource an informer holds; the server selects, so that the rest costs nothing here.</summary>
/// <param name="Namespace">Empty: all namespaces.</param>
/// <param name="LabelSelector">As in ?labelSelector=.</param>
/// <param name="FieldSelector">As in ?fieldSelector=, "spec.nodeName=n1".</param>
public sealed record InformerSelector(string Namespace = "", string LabelSelector = "", string FieldSelector = "")
{
    public static InformerSelector Everything { get; } = new();
}
