using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Admission;

/// <summary>Pods know the zone and region of the node that they are bound to, as labels (KEP-4742).</summary>
internal sealed class PodTopologyLabels(ResourceRegistry registry) : IAdmissionPlugin
{
    private static readonly string[] Copied = ["topology.kubernetes.io/region", "topology.kubernetes.io/zone"];
    private readonly ResourceStore nodes = registry.Get("", "v1", "nodes");

    public string Name => "PodTopologyLabels";

    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation != AdmissionOperation.Create) return default;
        return request.Object switch
        {
            Binding { Target: { Kind: "Node", Name.Length: > 0 } target } binding when request.Is("", "pods", "binding") => CopyAsync(target.Name, binding.Metadata, cancellationToken),
            Pod { Spec.NodeName.Length: > 0 } pod when request.Is("", "pods") => CopyAsync(pod.Spec.NodeName, pod.Metadata, cancellationToken),
            _ => default,
        };
    }

    private async ValueTask CopyAsync(string node, ObjectMeta meta, CancellationToken cancellationToken)
    {
        // A node that isn't there yet has no labels to give; binding to it stays allowed.
        if (await nodes.GetAsync("", node, cancellationToken) is not { } item) return;
        foreach (string label in Copied)
        {
            if (item.Labels.TryGetValue(label, out string? value)) (meta.Labels ??= [])[label] = value;
        }
    }
}
