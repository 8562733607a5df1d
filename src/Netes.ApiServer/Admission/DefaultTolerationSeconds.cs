using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission;

/// <summary>Pods stay for five minutes on nodes that turn not ready or unreachable, unless they say otherwise.</summary>
internal sealed class DefaultTolerationSeconds : IAdmissionPlugin
{
    private const long Seconds = 300;

    public string Name => "DefaultTolerationSeconds";

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Is("", "pods") && request.Object is Pod pod && request.Operation is (AdmissionOperation.Create or AdmissionOperation.Update))
        {
            Add(pod.Spec, "node.kubernetes.io/not-ready");
            Add(pod.Spec, "node.kubernetes.io/unreachable");
        }
        return default;
    }

    private static void Add(PodSpec spec, string taint)
    {
        bool tolerated = spec.Tolerations?.Exists(t => (t.Key == taint || t.Key.Length == 0) && t.Effect is ("NoExecute" or "")) == true;
        if (!tolerated) (spec.Tolerations ??= []).Add(new Toleration { Key = taint, Operator = "Exists", Effect = "NoExecute", TolerationSeconds = Seconds });
    }
}
