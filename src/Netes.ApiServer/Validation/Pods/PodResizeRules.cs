using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Strategies.Core;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>What a resize may do: change CPU and memory, within the Pod's quality of service.</summary>
internal static class PodResizeRules
{
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";

    /// <summary>Why the Pod can't be resized at all; null when it can.</summary>
    public static FieldError? Unresizable(Pod old)
    {
        if (old.Metadata.Annotations?.ContainsKey(MirrorAnnotation) == true) return FieldError.Forbidden(null, "static pods cannot be resized");
        return old.Spec.Os?.Name == "windows" ? FieldError.Forbidden(null, "windows pods cannot be resized") : null;
    }

    public static void Validate(ErrorList errors, Pod pod, Pod old, FieldPath path)
    {
        string quality = old.Status.QosClass.Length > 0 ? old.Status.QosClass : PodQos.Class(old.Spec);
        if (PodQos.Class(pod.Spec) != quality) errors.Add(FieldError.Invalid(path, quality, "Pod QOS Class may not change as a result of resizing"));
        Removals(errors, pod.Spec.Containers, old.Spec.Containers, path.Child("containers"));
        Removals(errors, pod.Spec.InitContainers, old.Spec.InitContainers, path.Child("initContainers"));
        PodSpec rest = pod.Spec.Clone();
        PutBack(rest.Containers, old.Spec.Containers);
        PutBack(rest.InitContainers, old.Spec.InitContainers);
        if (rest.Resources is { } ofPod && old.Spec.Resources is { } before) PutBack(ofPod, before);
        if (!rest.DeepEquals(old.Spec)) errors.Add(FieldError.Forbidden(path, "only cpu and memory resources are mutable"));
    }

    private static void Removals(ErrorList errors, List<Container>? containers, List<Container>? old, FieldPath path)
    {
        for (int i = 0; i < Math.Min(containers?.Count ?? 0, old?.Count ?? 0); i++)
        {
            ResourceRequirements now = containers![i].Resources, before = old![i].Resources;
            FieldPath at = path.Index(i).Child("resources");
            if (Lost(before.Requests, now.Requests)) errors.Add(FieldError.Forbidden(at.Child("requests"), "resource requests cannot be removed"));
            if (Lost(before.Limits, now.Limits)) errors.Add(FieldError.Forbidden(at.Child("limits"), "resource limits cannot be removed"));
        }
    }

    private static bool Lost(Dictionary<string, Quantity>? before, Dictionary<string, Quantity>? now) => before?.Keys.Any(name => now?.ContainsKey(name) != true) == true;

    private static void PutBack(List<Container>? containers, List<Container>? old)
    {
        for (int i = 0; i < Math.Min(containers?.Count ?? 0, old?.Count ?? 0); i++) PutBack(containers![i].Resources, old![i].Resources);
    }

    private static void PutBack(ResourceRequirements resources, ResourceRequirements old)
    {
        resources.Requests = PutBack(resources.Requests, old.Requests);
        resources.Limits = PutBack(resources.Limits, old.Limits);
    }

    private static Dictionary<string, Quantity>? PutBack(Dictionary<string, Quantity>? amounts, Dictionary<string, Quantity>? old)
    {
        Dictionary<string, Quantity> result = amounts is null ? [] : new(amounts);
        foreach (string name in (string[])["cpu", "memory"])
        {
            if (old?.TryGetValue(name, out Quantity before) == true) result[name] = before;
            else result.Remove(name);
        }
        return result.Count > 0 ? result : null;
    }
}
