namespace Netes.ApiServer.Admission.PodSecurity.Checks;

/// <summary>Root's number is not asked for; a user namespace makes up for it, since v1.35.</summary>
internal static class RunAsUser
{
    public static PodCheck Check { get; } = new("runAsUser", SecurityLevel.Restricted, (23, Rule), (35, pod => pod.HasUserNamespace ? null : Rule(pod)));

    private static Violation? Rule(PodView pod)
    {
        string[] containers = [.. pod.Containers.Where(c => c.Security?.RunAsUser == 0).Select(c => c.Name)];
        string setters = Words.Setters(pod.Spec.SecurityContext?.RunAsUser == 0, containers);
        return setters.Length == 0 ? null : new Violation("runAsUser=0", setters + " must not set runAsUser=0");
    }
}
