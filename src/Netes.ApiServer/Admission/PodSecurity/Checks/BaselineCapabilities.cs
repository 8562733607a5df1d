using System.Collections.Frozen;

namespace Netes.ApiServer.Admission.PodSecurity.Checks;

/// <summary>Only capabilities of the runtimes' default set may be added.</summary>
internal static class BaselineCapabilities
{
    public const string Id = "capabilities_baseline";

    private static readonly FrozenSet<string> Allowed = FrozenSet.ToFrozenSet(
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP",
        "SETUID", "SYS_CHROOT",
    ]);

    public static PodCheck Check { get; } = new(Id, SecurityLevel.Baseline, (0, Rule));

    private static Violation? Rule(PodView pod)
    {
        var containers = new List<string>();
        SortedSet<string> forbidden = Words.Set();
        foreach (ContainerView container in pod.Containers)
        {
            string[] bad = [.. (container.Security?.Capabilities?.Add ?? []).Where(c => !Allowed.Contains(c))];
            if (bad.Length == 0) continue;
            containers.Add(container.Name);
            forbidden.UnionWith(bad);
        }
        return containers.Count == 0 ? null : new Violation("non-default capabilities",
            $"{Words.Containers(containers)} must not include {Words.Quoted(forbidden)} in securityContext.capabilities.add");
    }
}
