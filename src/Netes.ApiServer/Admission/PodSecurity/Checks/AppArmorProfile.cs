namespace Netes.ApiServer.Admission.PodSecurity.Checks;

/// <summary>AppArmor may not be switched off, neither by field nor by the annotation that came before it.</summary>
internal static class AppArmorProfile
{
    private const string AnnotationPrefix = "container.apparmor.security.beta.kubernetes.io/";

    public static PodCheck Check { get; } = new("appArmorProfile", SecurityLevel.Baseline, (0, Rule));

    private static Violation? Rule(PodView pod)
    {
        var setters = new List<string>();
        SortedSet<string> values = Words.Set();
        if (pod.Spec.SecurityContext?.AppArmorProfile is { } ofPod && !IsAllowed(ofPod.Type))
        {
            setters.Add("pod");
            values.Add(ofPod.Type);
        }
        var containers = new List<string>();
        foreach (ContainerView container in pod.Containers)
        {
            if (container.Security?.AppArmorProfile is not { } profile || IsAllowed(profile.Type)) continue;
            containers.Add(container.Name);
            values.Add(profile.Type);
        }
        if (containers.Count > 0) setters.Add(Words.Containers(containers));
        string[] annotations =
        [
            .. pod.Annotations.Where(a => a.Key.StartsWith(AnnotationPrefix, StringComparison.Ordinal) && !IsAllowedAnnotation(a.Value))
                .Select(a => $"{a.Key}={Api.Validation.GoValue.Quote(a.Value)}").Order(StringComparer.Ordinal),
        ];
        if (annotations.Length > 0) setters.Add(Words.Plural("annotation", "annotations", annotations.Length));
        if (setters.Count == 0) return null;
        string[] all = [.. values, .. annotations];
        return new Violation(Words.Plural("forbidden AppArmor profile", "forbidden AppArmor profiles", all.Length),
            $"{string.Join(" and ", setters)} must not set AppArmor profile type to {Words.Quoted(all)}");
    }

    private static bool IsAllowed(string type) => type is "RuntimeDefault" or "Localhost";

    private static bool IsAllowedAnnotation(string value) =>
        value is "" or "runtime/default" || value.StartsWith("localhost/", StringComparison.Ordinal);
}
