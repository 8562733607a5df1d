namespace Netes.ApiServer.Admission.PodSecurity.Checks;

/// <summary>All capabilities are dropped, and none but NET_BIND_SERVICE is added again. Windows has none, since v1.25.</summary>
internal static class RestrictedCapabilities
{
    public static PodCheck Check { get; } = new("capabilities_restricted", SecurityLevel.Restricted, (22, Rule), (25, pod => pod.IsWindows ? null : Rule(pod)))
    {
        Replaces = BaselineCapabilities.Id,
    };

    private static Violation? Rule(PodView pod)
    {
        List<string> keeping = [], adding = [];
        SortedSet<string> forbidden = Words.Set();
        foreach (ContainerView container in pod.Containers)
        {
            if (container.Security?.Capabilities?.Drop?.Contains("ALL") != true) keeping.Add(container.Name);
            string[] bad = [.. (container.Security?.Capabilities?.Add ?? []).Where(c => c != "NET_BIND_SERVICE")];
            if (bad.Length == 0) continue;
            adding.Add(container.Name);
            forbidden.UnionWith(bad);
        }
        var details = new List<string>();
        if (keeping.Count > 0) details.Add($"{Words.Containers(keeping)} must set securityContext.capabilities.drop=[\"ALL\"]");
        if (adding.Count > 0) details.Add($"{Words.Containers(adding)} must not include {Words.Quoted(forbidden)} in securityContext.capabilities.add");
        return details.Count == 0 ? null : new Violation("unrestricted capabilities", string.Join("; ", details));
    }
}
