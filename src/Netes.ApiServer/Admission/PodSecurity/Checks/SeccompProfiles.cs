using Netes.Api.Validation;

namespace Netes.ApiServer.Admission.PodSecurity.Checks;

/// <summary>
/// Seccomp may not be switched off, and where Pods are restricted it must be asked for. Until v1.18 annotations said it.
/// Windows knows none, since v1.25.
/// </summary>
internal static class SeccompProfiles
{
    private const string BaselineId = "seccompProfile_baseline";
    private const string Reason = "seccompProfile";
    private const string PodAnnotation = "seccomp.security.alpha.kubernetes.io/pod";
    private const string ContainerAnnotationPrefix = "container.seccomp.security.alpha.kubernetes.io/";

    public static PodCheck Baseline { get; } = new(BaselineId, SecurityLevel.Baseline, (0, AnnotationRule), (19, pod => Find(pod, demand: false)));

    public static PodCheck Restricted { get; } = new("seccompProfile_restricted", SecurityLevel.Restricted,
        (19, pod => Find(pod, demand: true)), (25, pod => pod.IsWindows ? null : Find(pod, demand: true)))
    {
        Replaces = BaselineId,
    };

    private static Violation? Find(PodView pod, bool demand)
    {
        string? ofPod = pod.Spec.SecurityContext?.SeccompProfile?.Type;
        SortedSet<string> values = Words.Set();
        if (ofPod is not null && !IsAllowed(ofPod)) values.Add(ofPod);
        bool podRefuses = values.Count > 0;
        List<string> refusing = [], silent = [];
        foreach (ContainerView container in pod.Containers)
        {
            if (container.Security?.SeccompProfile?.Type is { } own)
            {
                if (IsAllowed(own)) continue;
                refusing.Add(container.Name);
                values.Add(own);
            }
            else if (ofPod is null || podRefuses)
            {
                silent.Add(container.Name);
            }
        }
        string setters = Words.Setters(podRefuses, refusing);
        if (setters.Length > 0) return new Violation(Reason, $"{setters} must not set securityContext.seccompProfile.type to {Words.Quoted(values)}");
        return !demand || silent.Count == 0 ? null
            : new Violation(Reason, $"pod or {Words.Containers(silent)} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"");
    }

    private static Violation? AnnotationRule(PodView pod)
    {
        SortedSet<string> forbidden = Words.Set();
        foreach (string key in pod.Containers.Select(c => ContainerAnnotationPrefix + c.Name).Prepend(PodAnnotation))
        {
            if (pod.Annotations.TryGetValue(key, out string? value) && !IsAllowedAnnotation(value)) forbidden.Add($"{key}={GoValue.Quote(value)}");
        }
        return forbidden.Count == 0 ? null
            : new Violation(Reason, $"forbidden {Words.Plural("annotation", "annotations", forbidden.Count)} {string.Join(", ", forbidden)}");
    }

    private static bool IsAllowed(string type) => type is "Localhost" or "RuntimeDefault";

    private static bool IsAllowedAnnotation(string value) =>
        value is "runtime/default" or "docker/default" || value.StartsWith("localhost/", StringComparison.Ordinal);
}
