namespace Netes.ApiServer.Admission.PodSecurity.Checks;

/// <summary>Programs can't gain more rights than their parents. Windows has no such switch, since v1.25.</summary>
internal static class PrivilegeEscalation
{
    public static PodCheck Check { get; } = new("allowPrivilegeEscalation", SecurityLevel.Restricted, (8, Rule), (25, pod => pod.IsWindows ? null : Rule(pod)));

    private static Violation? Rule(PodView pod)
    {
        string[] containers = [.. pod.Containers.Where(c => c.Security?.AllowPrivilegeEscalation != false).Select(c => c.Name)];
        return containers.Length == 0 ? null
            : new Violation("allowPrivilegeEscalation != false", Words.Containers(containers) + " must set securityContext.allowPrivilegeEscalation=false");
    }
}
