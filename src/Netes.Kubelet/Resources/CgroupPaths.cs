using Netes.Api.CoreV1;

namespace Netes.Kubelet.Resources;

/// <summary>
/// Names of control groups as upstream's cgroupfs driver gives them:
/// <code>
/// ROOT/kubepods                    all Pods
///              /podUID             a guaranteed one
///              /burstable/podUID
///              /besteffort/podUID
/// </code>
/// </summary>
/// <param name="root">Above kubepods; <c>/</c> unless several nodes share a kernel.</param>
internal sealed class CgroupPaths(string root)
{
    private readonly string top = root.TrimEnd('/') + "/kubepods";

    public string Kubepods => top;

    public string Quality(string qosClass) => qosClass switch
    {
        PodQOSClass.Burstable => top + "/burstable",
        PodQOSClass.BestEffort => top + "/besteffort",
        _ => top,
    };

    public string Pod(string uid, string qosClass) => $"{Quality(qosClass)}/pod{uid}";
}
