using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>What a Pod's stated operating system rules out (KEP-2802).</summary>
internal static class OperatingSystemRules
{
    private const string NotOnLinux = "windows options cannot be set for a linux pod";
    private const string NotOnWindows = "cannot be set for a windows pod";

    public static void Validate(ErrorList errors, PodSpec spec, FieldPath path)
    {
        switch (spec.Os?.Name)
        {
            case null: return;
            case "":
                errors.Add(FieldError.Required(path.Child("os", "name"), "cannot be empty"));
                return;
            case "linux":
                Linux(errors, spec, path);
                return;
            case "windows":
                Windows(errors, spec, path);
                return;
            default:
                errors.Add(FieldError.NotSupported(path.Child("os"), spec.Os.Name, "linux", "windows"));
                return;
        }
    }

    private static void Linux(ErrorList errors, PodSpec spec, FieldPath path)
    {
        if (spec.SecurityContext?.WindowsOptions is not null)
            errors.Add(FieldError.Forbidden(path.Child("securityContext", "windowsOptions"), NotOnLinux));
        ForEach(spec, path, (container, at) =>
        {
            if (container?.WindowsOptions is not null)
                errors.Add(FieldError.Forbidden(at.Child("securityContext", "windowsOptions"), NotOnLinux));
        });
    }

    private static void Windows(ErrorList errors, PodSpec spec, FieldPath path)
    {
        void Forbid(bool set, FieldPath at)
        {
            if (set) errors.Add(FieldError.Forbidden(at, NotOnWindows));
        }
        var pod = spec.SecurityContext;
        var podPath = path.Child("securityContext");
        Forbid(pod?.AppArmorProfile is not null, podPath.Child("appArmorProfile"));
        Forbid(pod?.SeLinuxOptions is not null, podPath.Child("seLinuxOptions"));
        Forbid(spec.HostUsers is not null, path.Child("hostUsers"));
        Forbid(spec.HostPID, path.Child("hostPID"));
        Forbid(spec.HostIPC, path.Child("hostIPC"));
        Forbid(pod?.SeccompProfile is not null, podPath.Child("seccompProfile"));
        Forbid(pod?.FsGroup is not null, podPath.Child("fsGroup"));
        Forbid(pod?.FsGroupChangePolicy is not null, podPath.Child("fsGroupChangePolicy"));
        Forbid(pod?.Sysctls is { Count: > 0 }, podPath.Child("sysctls"));
        Forbid(spec.ShareProcessNamespace is not null, path.Child("shareProcessNamespace"));
        Forbid(pod?.RunAsUser is not null, podPath.Child("runAsUser"));
        Forbid(pod?.RunAsGroup is not null, podPath.Child("runAsGroup"));
        Forbid(pod?.SupplementalGroups is not null, podPath.Child("supplementalGroups"));
        Forbid(pod?.SupplementalGroupsPolicy is not null, podPath.Child("supplementalGroupsPolicy"));
        ForEach(spec, path, (container, at) =>
        {
            var own = at.Child("securityContext");
            Forbid(container?.AppArmorProfile is not null, own.Child("appArmorProfile"));
            Forbid(container?.SeLinuxOptions is not null, own.Child("seLinuxOptions"));
            Forbid(container?.SeccompProfile is not null, own.Child("seccompProfile"));
            Forbid(container?.Capabilities is not null, own.Child("capabilities"));
            Forbid(container?.ReadOnlyRootFilesystem is not null, own.Child("readOnlyRootFilesystem"));
            Forbid(container?.Privileged is not null, own.Child("privileged"));
            Forbid(container?.AllowPrivilegeEscalation is not null, own.Child("allowPrivilegeEscalation"));
            Forbid(container?.ProcMount is not null, own.Child("procMount"));
            Forbid(container?.RunAsUser is not null, own.Child("runAsUser"));
            Forbid(container?.RunAsGroup is not null, own.Child("runAsGroup"));
        });
    }

    private static void ForEach(PodSpec spec, FieldPath path, Action<SecurityContext?, FieldPath> action)
    {
        for (var i = 0; i < (spec.InitContainers?.Count ?? 0); i++)
            action(spec.InitContainers![i].SecurityContext, path.Child("initContainers").Index(i));
        for (var i = 0; i < (spec.Containers?.Count ?? 0); i++)
            action(spec.Containers![i].SecurityContext, path.Child("containers").Index(i));
        for (var i = 0; i < (spec.EphemeralContainers?.Count ?? 0); i++)
            action(spec.EphemeralContainers![i].SecurityContext, path.Child("ephemeralContainers").Index(i));
    }
}
