using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>Where a container mounts the Pod's volumes.</summary>
internal static class MountRules
{
    public static void Mounts(ErrorList errors, Container container, FieldPath path, ContainerScope scope)
    {
        var paths = new HashSet<string>();
        for (var i = 0; i < (container.VolumeMounts?.Count ?? 0); i++)
        {
            var mount = container.VolumeMounts![i];
            var at = path.Index(i);
            if (mount.Name.Length == 0) errors.Add(FieldError.Required(at.Child("name")));
            if (!scope.Volumes.ContainsKey(mount.Name)) errors.Add(FieldError.NotFound(at.Child("name"), mount.Name));
            if (mount.MountPath.Length == 0) errors.Add(FieldError.Required(at.Child("mountPath")));
            if (!paths.Add(mount.MountPath)) errors.Add(FieldError.Invalid(at.Child("mountPath"), mount.MountPath, "must be unique"));
            if (container.VolumeDevices?.Any(d => d.Name == mount.Name) is true)
                errors.Add(FieldError.Invalid(at.Child("name"), mount.Name, "must not already exist in volumeDevices"));
            if (container.VolumeDevices?.Any(d => d.DevicePath == mount.MountPath) is true)
                errors.Add(FieldError.Invalid(at.Child("mountPath"), mount.MountPath, "must not already exist as a path in volumeDevices"));
            SubPaths(errors, mount, at, path);
            // These two name the list, not the element; clients know them so.
            Propagation(errors, mount, container, path.Child("mountPropagation"));
            RecursiveReadOnly(errors, mount, path.Child("recursiveReadOnly"));
        }
    }

    private static void SubPaths(ErrorList errors, VolumeMount mount, FieldPath at, FieldPath path)
    {
        if (mount.SubPath.Length > 0) PathRules.LocalDescending(errors, mount.SubPath, path.Child("subPath"));
        if (mount.SubPathExpr.Length == 0) return;
        if (mount.SubPath.Length > 0)
            errors.Add(FieldError.Invalid(at.Child("subPathExpr"), mount.SubPathExpr, "subPathExpr and subPath are mutually exclusive"));
        PathRules.LocalDescending(errors, mount.SubPathExpr, path.Child("subPathExpr"));
    }

    private static void Propagation(ErrorList errors, VolumeMount mount, Container container, FieldPath path)
    {
        if (mount.MountPropagation is not { } mode) return;
        if (mode is not ("Bidirectional" or "HostToContainer" or "None"))
            errors.Add(FieldError.NotSupported(path, mode, "Bidirectional", "HostToContainer", "None"));
        if (mode == "Bidirectional" && container.SecurityContext?.Privileged is not true)
            errors.Add(FieldError.Forbidden(path, "Bidirectional mount propagation is available only to privileged containers"));
    }

    /// <summary>KEP-3857.</summary>
    private static void RecursiveReadOnly(ErrorList errors, VolumeMount mount, FieldPath path)
    {
        switch (mount.RecursiveReadOnly)
        {
            case null or "Disabled":
                break;
            case "Enabled" or "IfPossible":
                if (!mount.ReadOnly) errors.Add(FieldError.Forbidden(path, "may only be specified when readOnly is true"));
                if (mount.MountPropagation is not (null or "None"))
                    errors.Add(FieldError.Forbidden(path, "may only be specified when mountPropagation is None or not specified"));
                break;
            default:
                errors.Add(FieldError.NotSupported(path, mount.RecursiveReadOnly, "Disabled", "Enabled", "IfPossible"));
                break;
        }
    }

    public static void Devices(ErrorList errors, Container container, FieldPath path, ContainerScope scope)
    {
        var names = new HashSet<string>();
        var paths = new HashSet<string>();
        for (var i = 0; i < (container.VolumeDevices?.Count ?? 0); i++)
        {
            var device = container.VolumeDevices![i];
            var at = path.Index(i);
            if (device.Name.Length == 0) errors.Add(FieldError.Required(at.Child("name")));
            if (!names.Add(device.Name)) errors.Add(FieldError.Invalid(at.Child("name"), device.Name, "must be unique"));
            if (!scope.Volumes.TryGetValue(device.Name, out var volume))
                errors.Add(FieldError.NotFound(at.Child("name"), device.Name));
            else if (volume.PersistentVolumeClaim is null && volume.Ephemeral is null)
            {
                errors.Add(FieldError.Invalid(at.Child("name"), device.Name,
                    "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"));
            }
            if (device.DevicePath.Length == 0) errors.Add(FieldError.Required(at.Child("devicePath")));
            if (paths.Contains(device.DevicePath))
                errors.Add(FieldError.Invalid(at.Child("devicePath"), device.DevicePath, "must be unique"));
            if (ValueRules.HasDotDotStep(device.DevicePath))
                errors.Add(FieldError.Invalid(at.Child("devicePath"), device.DevicePath, "can not contain backsteps ('..')"));
            else paths.Add(device.DevicePath);
            if (container.VolumeMounts?.Any(m => m.Name == device.Name) is true)
                errors.Add(FieldError.Invalid(at.Child("name"), device.Name, "must not already exist in volumeMounts"));
            if (container.VolumeMounts?.Any(m => m.MountPath == device.DevicePath) is true)
                errors.Add(FieldError.Invalid(at.Child("devicePath"), device.DevicePath, "must not already exist as a path in volumeMounts"));
        }
    }
}
