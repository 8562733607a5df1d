namespace Netes.ApiServer.Admission.PodSecurity.Checks;

/// <summary>No container is privileged.</summary>
internal static class PrivilegedContainers
{
    public static PodCheck Check { get; } = new("privileged", SecurityLevel.Baseline, (0, Rule));

    private static Violation? Rule(PodView pod)
    {
        string[] containers = [.. pod.Containers.Where(c => c.Security?.Privileged == true).Select(c => c.Name)];
        return containers.Length == 0 ? null : new Violation("privileged", Words.Containers(containers) + " must not set securityContext.privileged=true");
    }
}
