using Netes.Api.CoreV1;
using Netes.Api.SchedulingV1;
using Netes.ApiServer.Resources;
using Netes.Storage;

namespace Netes.ApiServer.Admission;

/// <summary>Resolves a Pod's priority class to its number and preemption policy (the plug-in "Priority").</summary>
internal sealed class PodPriority(ResourceRegistry registry) : IAdmissionPlugin
{
    private readonly ResourceStore classes = registry.Get("scheduling.k8s.io", "v1", "priorityclasses");

    public string Name => "Priority";

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (!request.Is("", "pods") || request.Object is not Pod pod) return;
        if (request.Operation == AdmissionOperation.Update && request.Old is Pod old)
        {
            pod.Spec.Priority ??= old.Spec.Priority;
            pod.Spec.PreemptionPolicy ??= old.Spec.PreemptionPolicy;
            return;
        }
        if (request.Operation != AdmissionOperation.Create) return;
        PriorityClass? chosen = pod.Spec.PriorityClassName.Length == 0
            ? await DefaultAsync(cancellationToken)
            : (await classes.GetAsync("", pod.Spec.PriorityClassName, cancellationToken))?.Shared as PriorityClass
                ?? throw request.Forbidden($"no PriorityClass with name {pod.Spec.PriorityClassName} was found");
        int priority = chosen?.Value ?? 0;
        string policy = chosen?.PreemptionPolicy ?? "PreemptLowerPriority";
        if (chosen is not null) pod.Spec.PriorityClassName = chosen.Metadata.Name;
        if (pod.Spec.Priority is { } given && given != priority)
            throw request.Forbidden($"the integer value of priority ({given}) must not be provided in pod spec; priority admission controller computed {priority} from the given PriorityClass name");
        if (pod.Spec.PreemptionPolicy is { } asked && asked != policy)
            throw request.Forbidden($"the string value of PreemptionPolicy ({asked}) must not be provided in pod spec; priority admission controller computed {policy} from the given PriorityClass name");
        pod.Spec.Priority = priority;
        pod.Spec.PreemptionPolicy = policy;
    }

    /// <summary>At most one class is the default.</summary>
    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (!request.Is("scheduling.k8s.io", "priorityclasses") || request.Object is not PriorityClass { GlobalDefault: true } candidate) return;
        if (await DefaultAsync(cancellationToken) is not { } present) return;
        if (request.Operation == AdmissionOperation.Create || request.Operation == AdmissionOperation.Update && present.Metadata.Name != candidate.Metadata.Name)
            throw request.Forbidden($"PriorityClass {present.Metadata.Name} is already marked as default. Only one default can exist");
    }

    private async ValueTask<PriorityClass?> DefaultAsync(CancellationToken cancellationToken)
    {
        PriorityClass? lowest = null;
        foreach (ResourceItem item in (await classes.Cache.LatestAsync(cancellationToken)).Range(KeyRange.Prefix(classes.Definition.KeyPrefix)))
        {
            if (item.Shared is PriorityClass { GlobalDefault: true } candidate && (lowest is null || candidate.Value < lowest.Value)) lowest = candidate;
        }
        return lowest;
    }
}
