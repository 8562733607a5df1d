namespace Netes.ApiServer.Admission.PodSecurity.Checks;

/// <summary>/proc is masked as runtimes mask it. Since v1.35 a user namespace makes up for that, but not where Pods are restricted.</summary>
internal static class ProcMount
{
    private const string BaselineId = "procMount_baseline";

    public static PodCheck Baseline { get; } = new(BaselineId, SecurityLevel.Baseline, (0, Rule), (35, pod => pod.HasUserNamespace ? null : Rule(pod)));

    public static PodCheck Restricted { get; } = new("procMount_restricted", SecurityLevel.Restricted, (35, Rule)) { Replaces = BaselineId };

    private static Violation? Rule(PodView pod)
    {
        var containers = new List<string>();
        SortedSet<string> types = Words.Set();
        foreach (ContainerView container in pod.Containers)
        {
            if (container.Security?.ProcMount is not { } type || type == "Default") continue;
            containers.Add(container.Name);
            types.Add(type);
        }
        return containers.Count == 0 ? null
            : new Violation("procMount", $"{Words.Containers(containers)} must not set securityContext.procMount to {Words.Quoted(types)}");
    }
}
