using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission.PodSecurity;

/// <summary>Whether an update of a Pod could make it break a standard that it met: of what may change, few fields can.</summary>
internal static class PodChanges
{
    private const string PodSeccomp = "seccomp.security.alpha.kubernetes.io/pod";
    private const string ContainerSeccompPrefix = "container.seccomp.security.alpha.kubernetes.io/";

    public static bool Matter(Pod pod, Pod old)
    {
        if (Differs(PodSeccomp)) return true;
        if (Matter(pod.Spec.Containers, old.Spec.Containers) || Matter(pod.Spec.InitContainers, old.Spec.InitContainers)) return true;
        foreach (EphemeralContainer container in pod.Spec.EphemeralContainers ?? [])
        {
            EphemeralContainer? before = old.Spec.EphemeralContainers?.Find(c => c.Name == container.Name);
            if (before is null || before.Image != container.Image || Differs(ContainerSeccompPrefix + container.Name)) return true;
        }
        return false;

        bool Matter(List<Container>? now, List<Container>? before)
        {
            if ((now?.Count ?? 0) != (before?.Count ?? 0)) return true;
            for (int i = 0; i < (now?.Count ?? 0); i++)
            {
                if (now![i].Image != before![i].Image || Differs(ContainerSeccompPrefix + now[i].Name)) return true;
            }
            return false;
        }

        bool Differs(string annotation) =>
            (pod.Metadata.Annotations?.GetValueOrDefault(annotation) ?? "") != (old.Metadata.Annotations?.GetValueOrDefault(annotation) ?? "");
    }
}
