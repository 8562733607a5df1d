using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission.Quota;

/// <summary>Counts Services, load balancers and node ports.</summary>
internal sealed class ServiceUsage : IUsageEvaluator
{
    private static readonly string CountName = ObjectCount.NameOf("", "services");

    public bool Handles(AdmissionRequest request) =>
        request.Subresource.Length == 0 && request.Operation is AdmissionOperation.Create or AdmissionOperation.Update;

    public bool Tracks(string resource) => resource is "services" or "services.nodeports" or "services.loadbalancers" || resource == CountName;

    public Dictionary<string, Quantity> Usage(IApiKind obj)
    {
        ServiceSpec spec = ((Service)obj).Spec;
        return new Dictionary<string, Quantity>
        {
            [CountName] = Quantity.FromUnits(1),
            ["services"] = Quantity.FromUnits(1),
            ["services.loadbalancers"] = Quantity.FromUnits(spec.Type == "LoadBalancer" ? 1 : 0),
            ["services.nodeports"] = Quantity.FromUnits(NodePorts(spec)),
        };
    }

    // What will be taken counts, as ports are given only later.
    private static int NodePorts(ServiceSpec spec) => spec.Type switch
    {
        "NodePort" => spec.Ports?.Count ?? 0,
        "LoadBalancer" => spec.AllocateLoadBalancerNodePorts == false ? spec.Ports?.Count(p => p.NodePort != 0) ?? 0 : spec.Ports?.Count ?? 0,
        _ => 0,
    };
}
