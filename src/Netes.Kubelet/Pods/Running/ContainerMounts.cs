using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.Variables;
using Netes.Kubelet.Volumes;
using V1 = Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Pods.Running;

/// <summary>What a container mounts: its volumes, /etc/hosts, and the file for its termination message.</summary>
internal static class ContainerMounts
{
    private const string EtcHosts = "/etc/hosts";

    /// <exception cref="ContainerConfigException">A mount names what isn't there.</exception>
    public static List<V1.Mount> Build(
        Pod pod, Container container, PodSetting setting, PodDirectories directories, IReadOnlyList<KeyValuePair<string, string>> variables)
    {
        if (container.VolumeDevices is { Count: > 0 }) throw new ContainerConfigException("raw block volumes (volumeDevices) are not supported");
        var mounts = new List<V1.Mount>();
        string uid = pod.Metadata.Uid;
        bool hostsCovered = false;
        for (int i = 0; i < (container.VolumeMounts?.Count ?? 0); i++)
        {
            var mount = container.VolumeMounts![i];
            if (!setting.Volumes.TryGetValue(mount.Name, out var volume))
                throw new ContainerConfigException($"cannot find volume \"{mount.Name}\" to mount into container \"{container.Name}\"", "CreateContainerError");
            hostsCovered |= mount.MountPath == EtcHosts;
            string source = volume.Path;
            string subPath = SubPathOf(mount, variables);
            if (subPath.Length > 0) source = SubPath.Prepare(volume.Path, subPath, directories.SubPath(uid, mount.Name, container.Name, i));
            mounts.Add(new V1.Mount
            {
                ContainerPath = mount.MountPath.StartsWith('/') ? mount.MountPath : "/" + mount.MountPath,
                HostPath = source,
                Readonly = mount.ReadOnly || volume.ReadOnly,
                Propagation = mount.MountPropagation switch
                {
                    MountPropagationMode.Bidirectional => V1.MountPropagation.PropagationBidirectional,
                    MountPropagationMode.HostToContainer => V1.MountPropagation.PropagationHostToContainer,
                    _ => V1.MountPropagation.PropagationPrivate,
                },
            });
        }
        if (!hostsCovered && File.Exists(directories.EtcHosts(uid)))
            mounts.Add(new V1.Mount { ContainerPath = EtcHosts, HostPath = directories.EtcHosts(uid), SelinuxRelabel = true });
        if (container.TerminationMessagePath.Length > 0)
            mounts.Add(new V1.Mount
            {
                ContainerPath = container.TerminationMessagePath,
                HostPath = MakeMessageFile(directories.Container(uid, container.Name)),
                SelinuxRelabel = true,
            });
        return mounts;
    }

    private static string SubPathOf(VolumeMount mount, IReadOnlyList<KeyValuePair<string, string>> variables)
    {
        if (mount.SubPathExpr.Length == 0) return mount.SubPath;
        string? missing = null;
        string path = Expansion.Expand(mount.SubPathExpr, name =>
        {
            foreach (var (key, value) in variables)
                if (key == name) return value;
            missing = name;
            return null;
        });
        if (missing is not null) throw new ContainerConfigException($"missing value for \"{missing}\"");
        return path.Length == 0 ? throw new ContainerConfigException("empty subPath") : path;
    }

    private static string MakeMessageFile(string directory)
    {
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, Guid.NewGuid().ToString("N")[..8]);
        File.WriteAllBytes(path, []);
        // Whoever the container runs as may write its last words.
        File.SetUnixFileMode(path, (UnixFileMode)0x1B6);
        return path;
    }
}
