namespace Netes.ApiServer.Admission.PodSecurity.Checks;

/// <summary>Containers are made to run as somebody other than root; a user namespace makes up for it, since v1.35.</summary>
internal static class RunAsNonRoot
{
    public static PodCheck Check { get; } = new("runAsNonRoot", SecurityLevel.Restricted, (0, Rule), (35, pod => pod.HasUserNamespace ? null : Rule(pod)));

    private static Violation? Rule(PodView pod)
    {
        bool? ofPod = pod.Spec.SecurityContext?.RunAsNonRoot;
        List<string> refusing = [], silent = [];
        foreach (ContainerView container in pod.Containers)
        {
            if (container.Security?.RunAsNonRoot is { } own)
            {
                if (!own) refusing.Add(container.Name);
            }
            else if (ofPod != true)
            {
                silent.Add(container.Name);
            }
        }
        string setters = Words.Setters(ofPod == false, refusing);
        if (setters.Length > 0) return new Violation("runAsNonRoot != true", setters + " must not set securityContext.runAsNonRoot=false");
        return silent.Count == 0 ? null : new Violation("runAsNonRoot != true", $"pod or {Words.Containers(silent)} must set securityContext.runAsNonRoot=true");
    }
}
