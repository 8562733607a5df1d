using System.Globalization;
using Netes.Api.CoreV1;

namespace Netes.Kubelet.Pods;

/// <summary>
/// Where a node keeps what belongs to Pods; upstream's layout, so that the field's tools find it:
/// <code>
/// ROOT/pods/UID/etc-hosts
///              /volumes/kubernetes.io~TYPE/NAME
///              /volume-subpaths/NAME/CONTAINER/INDEX
///              /containers/CONTAINER/ID            termination message
/// LOGS/NAMESPACE_NAME_UID/CONTAINER/ATTEMPT.log
/// </code>
/// </summary>
internal sealed class PodDirectories(string root, string logRoot)
{
    public string Root => root;

    public string Pods => Path.Combine(root, "pods");

    public string LogRoot => logRoot;

    public string Pod(string uid) => Path.Combine(Pods, uid);

    public string EtcHosts(string uid) => Path.Combine(Pod(uid), "etc-hosts");

    public string Volumes(string uid) => Path.Combine(Pod(uid), "volumes");

    public string Volume(string uid, string plugin, string name) => Path.Combine(Volumes(uid), "kubernetes.io~" + plugin, name);

    public string SubPath(string uid, string volume, string container, int index) =>
        Path.Combine(Pod(uid), "volume-subpaths", volume, container, index.ToString(CultureInfo.InvariantCulture));

    public string Container(string uid, string container) => Path.Combine(Pod(uid), "containers", container);

    public string Logs(Pod pod) => Path.Combine(logRoot, $"{pod.Metadata.Namespace}_{pod.Metadata.Name}_{pod.Metadata.Uid}");

    /// <summary>A container's log file, relative to its Pod's log directory.</summary>
    public static string LogFile(string container, int attempt) => $"{container}/{attempt.ToString(CultureInfo.InvariantCulture)}.log";
}
