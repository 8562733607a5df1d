namespace Netes.ApiServer.Discovery;

/// <summary>How groups and their versions are ranked: what the built-in APIService objects say, and discovery's order.</summary>
internal static class ApiGroupPriorities
{
    /// <summary>Groups of custom resources.</summary>
    public const int CustomGroup = 1000;

    public const int CustomVersion = 100;

    private static readonly Dictionary<string, int> Groups = new(StringComparer.Ordinal)
    {
        [""] = 18000,
        ["apiregistration.k8s.io"] = 17900,
        ["apps"] = 17800,
        ["events.k8s.io"] = 17750,
        ["authentication.k8s.io"] = 17700,
        ["authorization.k8s.io"] = 17600,
        ["autoscaling"] = 17500,
        ["batch"] = 17400,
        ["certificates.k8s.io"] = 17300,
        ["networking.k8s.io"] = 17200,
        ["policy"] = 17100,
        ["rbac.authorization.k8s.io"] = 17000,
        ["storage.k8s.io"] = 16800,
        ["admissionregistration.k8s.io"] = 16700,
        ["apiextensions.k8s.io"] = 16700,
        ["scheduling.k8s.io"] = 16600,
        ["coordination.k8s.io"] = 16500,
        ["node.k8s.io"] = 16300,
        ["discovery.k8s.io"] = 16200,
        ["resource.k8s.io"] = 16200,
        ["flowcontrol.apiserver.k8s.io"] = 16100,
    };

    /// <summary>Higher comes first (APIService's groupPriorityMinimum).</summary>
    public static int OfGroup(string group) => Groups.GetValueOrDefault(group, CustomGroup);

    /// <summary>Higher is preferred (APIService's versionPriority).</summary>
    public static int OfVersion(string group, string version) => (group, version) switch
    {
        ("", "v1") => 1,
        ("autoscaling", "v2") => 30,
        ("flowcontrol.apiserver.k8s.io" or "resource.k8s.io", "v1") => 21,
        _ => Groups.ContainsKey(group) ? 15 : CustomVersion,
    };
}
