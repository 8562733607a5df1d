using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>What holds for the three lists of containers, beyond what holds for each container.</summary>
internal static class ContainerListRules
{
    public static void Containers(ErrorList errors, List<Container>? containers, FieldPath path, ContainerScope scope)
    {
        if ((containers?.Count ?? 0) == 0)
        {
            errors.Add(FieldError.Required(path));
            return;
        }
        for (var i = 0; i < containers!.Count; i++)
        {
            var container = containers[i];
            var at = path.Index(i);
            ContainerRules.Common(errors, container, at, scope);
            UniqueName(errors, container.Name, at, scope, keepEmpty: true);
            ContainerRules.LifecycleAndProbes(errors, container, at, scope);
            ContainerRestartRules.Validate(errors, container, at);
        }
        PortRules.HostPortConflicts(errors, containers, path);
    }

    public static void InitContainers(ErrorList errors, List<Container>? containers, FieldPath path, ContainerScope scope)
    {
        for (var i = 0; i < (containers?.Count ?? 0); i++)
        {
            var container = containers![i];
            var at = path.Index(i);
            ContainerRules.Common(errors, container, at, scope);
            ContainerRestartRules.Validate(errors, container, at);
            UniqueName(errors, container.Name, at, scope);
            if (container.RestartPolicy == "Always") ContainerRules.LifecycleAndProbes(errors, container, at, scope);
            else ForbidInInit(errors, container, at);
            PortRules.HostPortConflicts(errors, [container], at, indexed: false);
        }
    }

    private static void ForbidInInit(ErrorList errors, Container container, FieldPath path)
    {
        const string Detail = "may not be set for init containers without restartPolicy=Always";
        if (container.Lifecycle is not null) errors.Add(FieldError.Forbidden(path.Child("lifecycle"), Detail));
        if (container.LivenessProbe is not null) errors.Add(FieldError.Forbidden(path.Child("livenessProbe"), Detail));
        if (container.ReadinessProbe is not null) errors.Add(FieldError.Forbidden(path.Child("readinessProbe"), Detail));
        if (container.StartupProbe is not null) errors.Add(FieldError.Forbidden(path.Child("startupProbe"), Detail));
    }

    /// <summary>https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/</summary>
    public static void EphemeralContainers(ErrorList errors, List<EphemeralContainer>? containers, FieldPath path, ContainerScope scope)
    {
        for (var i = 0; i < (containers?.Count ?? 0); i++)
        {
            var ephemeral = containers![i];
            var at = path.Index(i);
            ContainerRules.Common(errors, AsContainer(ephemeral), at, scope);
            UniqueName(errors, ephemeral.Name, at, scope);
            var target = ephemeral.TargetContainerName;
            if (target.Length > 0 && !HasContainer(scope.Pod, target))
                errors.Add(FieldError.NotFound(at.Child("targetContainerName"), target));
            ForbidInEphemeral(errors, ephemeral, at);
        }
    }

    private static void ForbidInEphemeral(ErrorList errors, EphemeralContainer container, FieldPath path)
    {
        const string Detail = "cannot be set for an Ephemeral Container";
        void Forbid(bool set, string field)
        {
            if (set) errors.Add(FieldError.Forbidden(path.Child(field), Detail));
        }
        Forbid(container.Ports is { Count: > 0 }, "ports");
        Forbid(container.Resources.Limits is { Count: > 0 } || container.Resources.Requests is { Count: > 0 } ||
            container.Resources.Claims is { Count: > 0 }, "resources");
        Forbid(container.ResizePolicy is { Count: > 0 }, "resizePolicy");
        Forbid(container.RestartPolicy is not null, "restartPolicy");
        Forbid(container.RestartPolicyRules is { Count: > 0 }, "restartPolicyRules");
        Forbid(container.LivenessProbe is not null, "livenessProbe");
        Forbid(container.ReadinessProbe is not null, "readinessProbe");
        Forbid(container.StartupProbe is not null, "startupProbe");
        Forbid(container.Lifecycle is not null, "lifecycle");
        for (var i = 0; i < (container.VolumeMounts?.Count ?? 0); i++)
        {
            var mount = container.VolumeMounts![i];
            var at = path.Child("volumeMounts").Index(i);
            if (mount.SubPath.Length > 0) errors.Add(FieldError.Forbidden(at.Child("subPath"), Detail));
            if (mount.SubPathExpr.Length > 0) errors.Add(FieldError.Forbidden(at.Child("subPathExpr"), Detail));
        }
    }

    /// <param name="keepEmpty">Two ordinary containers without names are told of as duplicates, others are not.</param>
    private static void UniqueName(ErrorList errors, string name, FieldPath path, ContainerScope scope, bool keepEmpty = false)
    {
        if (scope.Names.Contains(name) || (name.Length > 0 || keepEmpty) && !scope.Names.Add(name)) errors.Add(FieldError.Duplicate(path.Child("name"), name));
    }

    private static bool HasContainer(PodSpec pod, string name) =>
        pod.Containers?.Any(c => c.Name == name) is true || pod.InitContainers?.Any(c => c.Name == name) is true;

    /// <summary>An ephemeral container seen as an ordinary one: the same fields, the same rules. Parts are shared, not copied.</summary>
    internal static Container AsContainer(EphemeralContainer e) => new()
    {
        Name = e.Name,
        Image = e.Image,
        Command = e.Command,
        Args = e.Args,
        WorkingDir = e.WorkingDir,
        Ports = e.Ports,
        EnvFrom = e.EnvFrom,
        Env = e.Env,
        Resources = e.Resources,
        ResizePolicy = e.ResizePolicy,
        RestartPolicy = e.RestartPolicy,
        RestartPolicyRules = e.RestartPolicyRules,
        VolumeMounts = e.VolumeMounts,
        VolumeDevices = e.VolumeDevices,
        LivenessProbe = e.LivenessProbe,
        ReadinessProbe = e.ReadinessProbe,
        StartupProbe = e.StartupProbe,
        Lifecycle = e.Lifecycle,
        TerminationMessagePath = e.TerminationMessagePath,
        TerminationMessagePolicy = e.TerminationMessagePolicy,
        ImagePullPolicy = e.ImagePullPolicy,
        SecurityContext = e.SecurityContext,
        Stdin = e.Stdin,
        StdinOnce = e.StdinOnce,
        Tty = e.Tty,
    };
}
