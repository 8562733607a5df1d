using Netes.Api;

namespace Netes.ApiServer.Admission.Quota;

/// <summary>Counts objects of any resource as "count/resource.group"; a few have an older name beside it.</summary>
internal sealed class ObjectCount(string group, string plural) : IUsageEvaluator
{
    private readonly string name = NameOf(group, plural);
    private readonly string? alias = group.Length == 0 && plural is "configmaps" or "resourcequotas" or "replicationcontrollers" or "secrets" ? plural : null;

    public static string NameOf(string group, string plural) => group.Length == 0 ? "count/" + plural : $"count/{plural}.{group}";

    public bool Handles(AdmissionRequest request) => request.Operation == AdmissionOperation.Create;

    public bool Tracks(string resource) => resource == name || resource == alias;

    public Dictionary<string, Quantity> Usage(IApiKind obj)
    {
        var usage = new Dictionary<string, Quantity> { [name] = Quantity.FromUnits(1) };
        if (alias is not null) usage[alias] = Quantity.FromUnits(1);
        return usage;
    }
}
