using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission;

/// <summary>New nodes take no Pods until their conditions are known: they start with the taint of those that are not ready.</summary>
internal sealed class TaintNodesByCondition : IAdmissionPlugin
{
    private const string NotReady = "node.kubernetes.io/not-ready";

    public string Name => "TaintNodesByCondition";

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation == AdmissionOperation.Create && request.Is("", "nodes") && request.Object is Node node
            && node.Spec.Taints?.Exists(t => t.Key == NotReady && t.Effect == "NoSchedule") != true)
            (node.Spec.Taints ??= []).Add(new Taint { Key = NotReady, Effect = "NoSchedule" });
        return default;
    }
}
