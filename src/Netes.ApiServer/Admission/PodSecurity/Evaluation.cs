using System.Collections.Concurrent;
using Netes.ApiServer.Admission.PodSecurity.Checks;

namespace Netes.ApiServer.Admission.PodSecurity;

/// <summary>Runs the checks that make up a standard.</summary>
internal static class Evaluation
{
    private static readonly PodCheck[] All =
    [
        AppArmorProfile.Check, BaselineCapabilities.Check, HostNamespaces.Check, HostPathVolumes.Check, HostPorts.Check,
        HostProbes.Check, PrivilegedContainers.Check, ProcMount.Baseline, SELinuxOptionsCheck.Check, SeccompProfiles.Baseline, Sysctls.Check, HostProcess.Check,
        PrivilegeEscalation.Check, RestrictedCapabilities.Check, ProcMount.Restricted, RestrictedVolumes.Check, RunAsNonRoot.Check,
        RunAsUser.Check, SeccompProfiles.Restricted,
    ];

    private static readonly int Newest = All.Max(c => c.Versions[^1].Since);
    private static readonly ConcurrentDictionary<SecurityStandard, PodRule[]> Rules = new();

    /// <summary>Every breach of the standard, in the order in which upstream tells them; empty when the Pod conforms.</summary>
    public static IReadOnlyList<Violation> Violations(SecurityStandard standard, PodView pod)
    {
        if (standard.Level == SecurityLevel.Privileged) return [];
        // A version from the future is the newest that is known, so that there are few sets to keep.
        var known = standard with { Minor = Math.Min(standard.Minor, Newest) };
        List<Violation>? found = null;
        foreach (PodRule rule in Rules.GetOrAdd(known, RulesOf))
        {
            if (rule(pod) is { } violation) (found ??= []).Add(violation);
        }
        return found ?? (IReadOnlyList<Violation>)[];
    }

    /// <summary>Baseline checks first, then the restricted ones, each by id.</summary>
    private static PodRule[] RulesOf(SecurityStandard standard)
    {
        PodCheck[] present = [.. All.Where(c => c.Level <= standard.Level && c.At(standard.Minor) is not null)];
        HashSet<string> replaced = [.. present.Select(c => c.Replaces).OfType<string>()];
        return
        [
            .. present.Where(c => !replaced.Contains(c.Id)).OrderBy(c => c.Level).ThenBy(c => c.Id, StringComparer.Ordinal)
                .Select(c => c.At(standard.Minor)!),
        ];
    }
}
