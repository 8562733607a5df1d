using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.NodeV1;
using Netes.Api.Validation;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Admission;

/// <summary>Gives a Pod the overhead, the node selector and the tolerations of its runtime class (the plug-in "RuntimeClass").</summary>
internal sealed class RuntimeClassAdmission(ResourceRegistry registry) : IAdmissionPlugin
{
    private const string Mismatch = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";
    private readonly ResourceStore classes = registry.Get("node.k8s.io", "v1", "runtimeclasses");

    public string Name => "RuntimeClass";

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation != AdmissionOperation.Create || !request.Is("", "pods") || request.Object is not Pod pod) return;
        if (await FindAsync(request, pod.Spec, cancellationToken) is not { } runtime) return;
        if (runtime.Overhead is { } overhead)
        {
            if (pod.Spec.Overhead is { Count: > 0 } given && !Same(given, overhead.PodFixed)) throw request.Forbidden(Mismatch);
            pod.Spec.Overhead = overhead.PodFixed is null ? null : new(overhead.PodFixed);
        }
        if (runtime.Scheduling is not { } scheduling) return;
        foreach ((string key, string value) in scheduling.NodeSelector ?? [])
        {
            if (pod.Spec.NodeSelector?.GetValueOrDefault(key) is { } own && own != value)
                throw request.Forbidden($"conflict: runtimeClass.scheduling.nodeSelector[{key}] = {value}; pod.spec.nodeSelector[{key}] = {own}");
            (pod.Spec.NodeSelector ??= [])[key] = value;
        }
        if (scheduling.Tolerations is { Count: > 0 } tolerations) pod.Spec.Tolerations = TolerationMerge.Of(pod.Spec.Tolerations, tolerations);
    }

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation != AdmissionOperation.Create || !request.Is("", "pods") || request.Object is not Pod pod) return;
        RuntimeClass? runtime = await FindAsync(request, pod.Spec, cancellationToken);
        if (runtime?.Overhead is { } overhead)
        {
            if (!Same(pod.Spec.Overhead, overhead.PodFixed)) throw request.Forbidden(Mismatch);
        }
        else if (pod.Spec.Overhead is { Count: > 0 })
        {
            throw request.Forbidden("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
        }
    }

    private async ValueTask<RuntimeClass?> FindAsync(AdmissionRequest request, PodSpec spec, CancellationToken cancellationToken)
    {
        if (spec.RuntimeClassName is not { } name) return null;
        return (await classes.GetAsync("", name, cancellationToken))?.Shared as RuntimeClass
            ?? throw request.Forbidden($"pod rejected: RuntimeClass {GoValue.Quote(name)} not found");
    }

    private static bool Same(Dictionary<string, Quantity>? a, Dictionary<string, Quantity>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a ?? []).All(x => b!.TryGetValue(x.Key, out Quantity y) && x.Value == y);
}
