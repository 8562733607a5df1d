namespace Netes.ApiServer.Admission.PodSecurity.Checks;

/// <summary>Nothing of the node's file system is mounted.</summary>
internal static class HostPathVolumes
{
    public const string Id = "hostPathVolumes";

    public static PodCheck Check { get; } = new(Id, SecurityLevel.Baseline, (0, Rule));

    private static Violation? Rule(PodView pod)
    {
        string[] volumes = [.. (pod.Spec.Volumes ?? []).Where(v => v.HostPath is not null).Select(v => v.Name)];
        return volumes.Length == 0 ? null
            : new Violation("hostPath volumes", Words.Plural("volume", "volumes", volumes.Length) + " " + Words.Quoted(volumes));
    }
}
