namespace Netes.ApiServer.Admission.PodSecurity.Checks;

/// <summary>Windows containers don't run as processes of the host.</summary>
internal static class HostProcess
{
    public static PodCheck Check { get; } = new("windowsHostProcess", SecurityLevel.Baseline, (0, Rule));

    private static Violation? Rule(PodView pod)
    {
        string[] containers = [.. pod.Containers.Where(c => c.Security?.WindowsOptions?.HostProcess == true).Select(c => c.Name)];
        string setters = Words.Setters(pod.Spec.SecurityContext?.WindowsOptions?.HostProcess == true, containers);
        return setters.Length == 0 ? null : new Violation("hostProcess", setters + " must not set securityContext.windowsOptions.hostProcess=true");
    }
}
