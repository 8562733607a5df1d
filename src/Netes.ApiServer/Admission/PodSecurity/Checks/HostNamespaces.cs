namespace Netes.ApiServer.Admission.PodSecurity.Checks;

/// <summary>Pods have network, process and IPC namespaces of their own.</summary>
internal static class HostNamespaces
{
    public static PodCheck Check { get; } = new("hostNamespaces", SecurityLevel.Baseline, (0, Rule));

    private static Violation? Rule(PodView pod)
    {
        if (pod.Spec is { HostNetwork: false, HostPID: false, HostIPC: false }) return null;
        var shared = new List<string>();
        if (pod.Spec.HostNetwork) shared.Add("hostNetwork=true");
        if (pod.Spec.HostPID) shared.Add("hostPID=true");
        if (pod.Spec.HostIPC) shared.Add("hostIPC=true");
        return new Violation("host namespaces", string.Join(", ", shared));
    }
}
