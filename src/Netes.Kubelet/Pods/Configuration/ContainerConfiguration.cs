using Google.Protobuf;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Pods.State;
using Netes.Kubelet.Pods.Variables;
using V1 = Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Pods.Configuration;

/// <summary>What has been prepared for one start of a container.</summary>
internal sealed record ContainerInputs
{
    public required int Attempt { get; init; }

    /// <summary>The image as the runtime identifies it.</summary>
    public required string ImageRef { get; init; }

    public required ImageUser ImageUser { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> Variables { get; init; }

    public required IReadOnlyList<V1.Mount> Mounts { get; init; }

    public V1.LinuxContainerResources? Resources { get; init; }

    public string SeccompDirectory { get; init; } = "";

    /// <summary>The container whose processes an ephemeral one sees.</summary>
    public string? TargetContainerId { get; init; }
}

/// <summary>The runtime's description of a container.</summary>
internal static class ContainerConfiguration
{
    public static V1.ContainerConfig Build(Pod pod, Container container, ContainerInputs inputs)
    {
        var values = new Dictionary<string, string>(inputs.Variables);
        var config = new V1.ContainerConfig
        {
            Metadata = new V1.ContainerMetadata { Name = container.Name, Attempt = (uint)inputs.Attempt },
            Image = new V1.ImageSpec { Image = inputs.ImageRef, UserSpecifiedImage = container.Image },
            WorkingDir = container.WorkingDir,
            LogPath = PodDirectories.LogFile(container.Name, inputs.Attempt),
            Stdin = container.Stdin,
            StdinOnce = container.StdinOnce,
            Tty = container.Tty,
            Linux = new V1.LinuxContainerConfig
            {
                Resources = inputs.Resources,
                SecurityContext = SecurityContexts.ForContainer(
                    pod, container, inputs.ImageUser, inputs.SeccompDirectory, inputs.TargetContainerId),
            },
        };
        foreach (string word in container.Command ?? []) config.Command.Add(Expansion.Expand(word, values.GetValueOrDefault));
        foreach (string word in container.Args ?? []) config.Args.Add(Expansion.Expand(word, values.GetValueOrDefault));
        foreach (var (name, value) in inputs.Variables)
            config.Envs.Add(new V1.KeyValue { Key = name, Value = ByteString.CopyFromUtf8(value) });
        config.Mounts.AddRange(inputs.Mounts);
        if (container.Lifecycle?.StopSignal is { Length: > 0 } signal) config.StopSignal = StopSignal(signal);
        AddIdentity(pod, container, inputs.Attempt, config);
        return config;
    }

    /// <exception cref="ContainerConfigException">The signal's name is not one.</exception>
    public static V1.Signal StopSignal(string name)
    {
        string value = name.Replace("+", "PLUS", StringComparison.Ordinal).Replace("-", "MINUS", StringComparison.Ordinal);
        return Enum.TryParse<V1.Signal>(value, ignoreCase: true, out var signal)
            ? signal : throw new ContainerConfigException($"unknown stop signal \"{name}\"");
    }

    private static void AddIdentity(Pod pod, Container container, int attempt, V1.ContainerConfig config)
    {
        PodLabels.Add(config.Labels, pod);
        config.Labels[CriLabels.ContainerName] = container.Name;
        var annotations = config.Annotations;
        annotations[CriLabels.ContainerHash] = ContainerHash.Of(container);
        annotations[CriLabels.RestartCount] = PodLabels.Text(attempt);
        annotations[CriLabels.TerminationMessagePath] = container.TerminationMessagePath;
        annotations[CriLabels.TerminationMessagePolicy] = container.TerminationMessagePolicy;
        if (pod.Spec.TerminationGracePeriodSeconds is { } grace) annotations[CriLabels.PodTerminationGracePeriod] = PodLabels.Text(grace);
    }
}
