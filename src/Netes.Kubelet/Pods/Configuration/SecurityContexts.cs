using Netes.Api.CoreV1;
using V1 = Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Pods.Configuration;

/// <summary>What an image says of the user it runs as.</summary>
/// <param name="Uid">Null when the image names a user instead.</param>
internal sealed record ImageUser(long? Uid, string UserName)
{
    public static ImageUser Root { get; } = new(0, "");
}

/// <summary>Security contexts in the runtime's words. https://kubernetes.io/docs/tasks/configure-pod-container/security-context/</summary>
internal static class SecurityContexts
{
    private static readonly string[] MaskedPaths =
    [
        "/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
        "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
    ];

    private static readonly string[] ReadOnlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    public static V1.LinuxSandboxSecurityContext ForSandbox(Pod pod)
    {
        var context = new V1.LinuxSandboxSecurityContext
        {
            NamespaceOptions = Namespaces(pod),
            Privileged = PodContainers.All(pod.Spec).Any(static c => c.Container.SecurityContext?.Privileged == true),
            Seccomp = new V1.SecurityProfile { ProfileType = V1.SecurityProfile.Types.ProfileType.RuntimeDefault },
        };
        if (pod.Spec.SecurityContext is not { } own) return context;
        // As upstream: the pause process runs as the Pod's user only when a group could not be given without one.
        if (own.RunAsUser is { } user) context.RunAsUser = new V1.Int64Value { Value = user };
        if (own.RunAsGroup is { } group && own.RunAsUser is not null) context.RunAsGroup = new V1.Int64Value { Value = group };
        AddGroups(context.SupplementalGroups, own);
        context.SupplementalGroupsPolicy = GroupsPolicy(own);
        context.SelinuxOptions = SeLinux(own.SeLinuxOptions);
        return context;
    }

    public static V1.LinuxContainerSecurityContext ForContainer(
        Pod pod, Container container, ImageUser image, string seccompDirectory, string? targetContainerId)
    {
        var podContext = pod.Spec.SecurityContext;
        var own = container.SecurityContext;
        var namespaces = Namespaces(pod);
        if (targetContainerId is not null)
        {
            namespaces.Pid = V1.NamespaceMode.Target;
            namespaces.TargetId = targetContainerId;
        }
        var context = new V1.LinuxContainerSecurityContext
        {
            NamespaceOptions = namespaces,
            Privileged = own?.Privileged == true,
            ReadonlyRootfs = own?.ReadOnlyRootFilesystem == true,
            NoNewPrivs = own?.AllowPrivilegeEscalation == false,
            Seccomp = Seccomp(own?.SeccompProfile ?? podContext?.SeccompProfile, seccompDirectory),
            SelinuxOptions = SeLinux(own?.SeLinuxOptions ?? podContext?.SeLinuxOptions),
        };
        if ((own?.RunAsUser ?? podContext?.RunAsUser) is { } user) context.RunAsUser = new V1.Int64Value { Value = user };
        else if (image.Uid is { } uid) context.RunAsUser = new V1.Int64Value { Value = uid };
        else context.RunAsUsername = image.UserName;
        if ((own?.RunAsGroup ?? podContext?.RunAsGroup) is { } group) context.RunAsGroup = new V1.Int64Value { Value = group };
        if (podContext is not null)
        {
            AddGroups(context.SupplementalGroups, podContext);
            context.SupplementalGroupsPolicy = GroupsPolicy(podContext);
        }
        if (own?.Capabilities is { } capabilities)
        {
            context.Capabilities = new V1.Capability();
            context.Capabilities.AddCapabilities.AddRange(capabilities.Add ?? []);
            context.Capabilities.DropCapabilities.AddRange(capabilities.Drop ?? []);
        }
        if ((own?.AppArmorProfile ?? podContext?.AppArmorProfile) is { } apparmor) context.Apparmor = AppArmor(apparmor);
        if (own?.ProcMount != ProcMountType.Unmasked)
        {
            context.MaskedPaths.AddRange(MaskedPaths);
            context.ReadonlyPaths.AddRange(ReadOnlyPaths);
        }
        return context;
    }

    /// <returns>Why the container may not run as the user that it would run as, or null.</returns>
    public static string? ViolatesNonRoot(Pod pod, Container container, ImageUser image)
    {
        var podContext = pod.Spec.SecurityContext;
        if ((container.SecurityContext?.RunAsNonRoot ?? podContext?.RunAsNonRoot) != true) return null;
        string where = $"(pod: \"{pod.Metadata.Name}_{pod.Metadata.Namespace}({pod.Metadata.Uid})\", container: {container.Name})";
        if ((container.SecurityContext?.RunAsUser ?? podContext?.RunAsUser) is { } user)
            return user == 0 ? $"container's runAsUser breaks non-root policy {where}" : null;
        if (image.Uid == 0) return $"container has runAsNonRoot and image will run as root {where}";
        if (image.Uid is null && image.UserName.Length > 0)
            return $"container has runAsNonRoot and image has non-numeric user ({image.UserName}), cannot verify user is non-root {where}";
        return null;
    }

    private static V1.NamespaceOption Namespaces(Pod pod) => new()
    {
        Network = pod.Spec.HostNetwork ? V1.NamespaceMode.Node : V1.NamespaceMode.Pod,
        Ipc = pod.Spec.HostIPC ? V1.NamespaceMode.Node : V1.NamespaceMode.Pod,
        Pid = pod.Spec.HostPID ? V1.NamespaceMode.Node
            : pod.Spec.ShareProcessNamespace == true ? V1.NamespaceMode.Pod : V1.NamespaceMode.Container,
    };

    private static void AddGroups(ICollection<long> groups, PodSecurityContext context)
    {
        if (context.FsGroup is { } fsGroup) groups.Add(fsGroup);
        foreach (long group in context.SupplementalGroups ?? []) groups.Add(group);
    }

    private static V1.SupplementalGroupsPolicy GroupsPolicy(PodSecurityContext context) =>
        context.SupplementalGroupsPolicy == SupplementalGroupsPolicy.Strict
            ? V1.SupplementalGroupsPolicy.Strict : V1.SupplementalGroupsPolicy.Merge;

    private static V1.SecurityProfile Seccomp(SeccompProfile? profile, string directory) => profile?.Type switch
    {
        SeccompProfileType.RuntimeDefault => new() { ProfileType = V1.SecurityProfile.Types.ProfileType.RuntimeDefault },
        SeccompProfileType.Localhost => new()
        {
            ProfileType = V1.SecurityProfile.Types.ProfileType.Localhost,
            LocalhostRef = Path.Combine(directory, profile.LocalhostProfile ?? ""),
        },
        _ => new() { ProfileType = V1.SecurityProfile.Types.ProfileType.Unconfined },
    };

    private static V1.SecurityProfile AppArmor(AppArmorProfile profile) => profile.Type switch
    {
        AppArmorProfileType.RuntimeDefault => new() { ProfileType = V1.SecurityProfile.Types.ProfileType.RuntimeDefault },
        AppArmorProfileType.Localhost => new()
        {
            ProfileType = V1.SecurityProfile.Types.ProfileType.Localhost, LocalhostRef = profile.LocalhostProfile ?? "",
        },
        _ => new() { ProfileType = V1.SecurityProfile.Types.ProfileType.Unconfined },
    };

    private static V1.SELinuxOption? SeLinux(SELinuxOptions? options) => options is null ? null : new()
    {
        User = options.User, Role = options.Role, Type = options.Type, Level = options.Level,
    };
}
