using Netes.Api.CoreV1;

namespace Netes.Kubelet.Pods;

internal enum ContainerKind { Init, Regular, Ephemeral }

/// <summary>The containers of a Pod's spec and what the API says of their kinds.</summary>
internal static class PodContainers
{
    /// <summary>A sidecar: an init container that keeps running beside the regular ones (KEP-753).</summary>
    public static bool IsSidecar(Container container) => container.RestartPolicy == ContainerRestartPolicy.Always;

    public static IEnumerable<(Container Container, ContainerKind Kind)> All(PodSpec spec)
    {
        foreach (var c in spec.InitContainers ?? []) yield return (c, ContainerKind.Init);
        foreach (var c in spec.Containers ?? []) yield return (c, ContainerKind.Regular);
        foreach (var e in spec.EphemeralContainers ?? []) yield return (FromEphemeral(e), ContainerKind.Ephemeral);
    }

    public static (Container Container, ContainerKind Kind)? Find(PodSpec spec, string name)
    {
        foreach (var entry in All(spec))
            if (entry.Container.Name == name) return entry;
        return null;
    }

    /// <summary>How the field path of a container is written in events: spec.containers{name}.</summary>
    public static string FieldPath(string name, ContainerKind kind) => kind switch
    {
        ContainerKind.Init => $"spec.initContainers{{{name}}}",
        ContainerKind.Ephemeral => $"spec.ephemeralContainers{{{name}}}",
        _ => $"spec.containers{{{name}}}",
    };

    /// <summary>Ephemeral containers are containers without ports, probes, hooks and resources.</summary>
    public static Container FromEphemeral(EphemeralContainer e) => new()
    {
        Name = e.Name,
        Image = e.Image,
        Command = e.Command,
        Args = e.Args,
        WorkingDir = e.WorkingDir,
        EnvFrom = e.EnvFrom,
        Env = e.Env,
        VolumeMounts = e.VolumeMounts,
        VolumeDevices = e.VolumeDevices,
        TerminationMessagePath = e.TerminationMessagePath,
        TerminationMessagePolicy = e.TerminationMessagePolicy,
        ImagePullPolicy = e.ImagePullPolicy,
        SecurityContext = e.SecurityContext,
        Stdin = e.Stdin,
        StdinOnce = e.StdinOnce,
        Tty = e.Tty,
    };
}
