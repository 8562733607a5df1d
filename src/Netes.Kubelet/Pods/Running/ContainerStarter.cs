using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Pods.Configuration;
using Netes.Kubelet.Pods.Planning;
using Netes.Kubelet.Pods.State;
using Netes.Kubelet.Pods.Variables;
using Netes.Kubelet.Volumes;
using V1 = Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Pods.Running;

/// <summary>A container could not be started.</summary>
/// <param name="reason">The waiting reason that users see.</param>
internal sealed class ContainerStartException(string reason, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Reason { get; } = reason;

    /// <summary>The container that was made and did not start, if it got so far.</summary>
    public string? ContainerId { get; init; }
}

/// <summary>What a Pod has on the host when its containers start.</summary>
internal sealed record PodSetting(
    Pod Pod, SandboxRecord Sandbox, V1.PodSandboxConfig SandboxConfig, IReadOnlyDictionary<string, ReadyVolume> Volumes,
    PodReferences References, PodAddresses Addresses);

/// <summary>Creates and starts one container.</summary>
internal sealed partial class ContainerStarter(PodEnvironment environment, LifecycleHooks hooks, ContainerKiller killer)
{
    private readonly ILogger _logger = environment.Loggers.CreateLogger("Netes.Kubelet.Pods");

    /// <param name="running">Called when the container runs, before its postStart hook.</param>
    /// <exception cref="ContainerStartException">With the reason that users see.</exception>
    public async Task StartAsync(
        StartAction action, string imageRef, string? targetContainerId, PodSetting setting, Action<ContainerRecord> running, CancellationToken cancellation)
    {
        var (pod, container, kind) = (setting.Pod, action.Container, action.Kind);
        var config = await ConfigureAsync(action, imageRef, targetContainerId, setting, cancellation);
        string id;
        try
        {
            Directory.CreateDirectory(Path.Combine(setting.SandboxConfig.LogDirectory, container.Name));
            id = await environment.Runtime.CreateContainerAsync(setting.Sandbox.Id, config, setting.SandboxConfig, cancellation);
        }
        catch (CriException e)
        {
            throw Failed(pod, container, kind, "CreateContainerError", e.Detail, e);
        }
        environment.Events.Normal(pod, container, kind, "Created", "Container created");
        try
        {
            await environment.Runtime.StartContainerAsync(id, cancellation);
        }
        catch (CriException e)
        {
            throw Failed(pod, container, kind, "RunContainerError", e.Detail, e, id);
        }
        environment.Events.Normal(pod, container, kind, "Started", "Container started");
        var record = await RuntimeRecords.ReadContainerAsync(environment.Runtime, id, setting.Sandbox.Id, cancellation);
        running(record);
        if (container.Lifecycle?.PostStart is { } hook) await RunPostStartAsync(hook, pod, container, kind, record, setting, cancellation);
    }

    private async Task<V1.ContainerConfig> ConfigureAsync(
        StartAction action, string imageRef, string? targetContainerId, PodSetting setting, CancellationToken cancellation)
    {
        var (pod, container, kind) = (setting.Pod, action.Container, action.Kind);
        try
        {
            var user = await ReadImageUserAsync(imageRef, cancellation);
            if (SecurityContexts.ViolatesNonRoot(pod, container, user) is { } problem) throw new ContainerConfigException(problem);
            var services = environment.Services(pod.Metadata.Namespace);
            if (pod.Metadata.Namespace != "default") services = [.. services, .. environment.Services("default").Where(static s => s.Metadata.Name == "kubernetes")];
            var variables = ContainerVariables.Build(container, new VariableSources
            {
                Pod = pod,
                Addresses = setting.Addresses,
                Services = ServiceVariables.For(pod, services),
                Allocatable = environment.Allocatable,
                ConfigMap = setting.References.ConfigMap,
                Secret = setting.References.Secret,
            });
            return ContainerConfiguration.Build(pod, container, new ContainerInputs
            {
                Attempt = action.Attempt,
                ImageRef = imageRef,
                ImageUser = user,
                Variables = variables,
                Mounts = ContainerMounts.Build(pod, container, setting, environment.Directories, variables),
                Resources = environment.Cgroups.ResourcesOf(pod, container),
                SeccompDirectory = Path.Combine(environment.Directories.Root, "seccomp"),
                TargetContainerId = targetContainerId,
            });
        }
        catch (ContainerConfigException e)
        {
            throw Failed(pod, container, kind, e.Reason, e.Message, e);
        }
        catch (Exception e) when (e is VolumeException or IOException)
        {
            throw Failed(pod, container, kind, "CreateContainerConfigError", $"failed to prepare subPath for volumeMount of container \"{container.Name}\": {e.Message}", e);
        }
    }

    private async Task<ImageUser> ReadImageUserAsync(string imageRef, CancellationToken cancellation)
    {
        var image = await environment.ImageService.ImageStatusAsync(imageRef, cancellation);
        if (image?.Uid is { } uid) return new ImageUser(uid.Value, "");
        // An image that names nobody runs as root.
        return image?.Username is { Length: > 0 } name ? new ImageUser(null, name) : ImageUser.Root;
    }

    private async Task RunPostStartAsync(
        LifecycleHandler hook, Pod pod, Container container, ContainerKind kind, ContainerRecord record, PodSetting setting, CancellationToken cancellation)
    {
        string podIp = setting.Addresses.Pod.Count > 0 ? setting.Addresses.Pod[0] : "";
        try
        {
            await hooks.RunAsync(hook, pod, container, record.Id, podIp, cancellation);
        }
        catch (Exception e) when (e is HookException or CriException)
        {
            Log.PostStartFailed(_logger, e, container.Name, pod.Metadata.Namespace, pod.Metadata.Name);
            environment.Events.Warning(pod, container, kind, "FailedPostStartHook", "PostStartHook failed");
            await killer.KillAsync(pod, container, kind, record, "FailedPostStartHook", PodPlanner.GracePeriod(pod), podIp, Task.CompletedTask, cancellation);
            throw new ContainerStartException("PostStartHookError", e.Message, e) { ContainerId = record.Id };
        }
    }

    private ContainerStartException Failed(
        Pod pod, Container container, ContainerKind kind, string reason, string message, Exception inner, string? id = null)
    {
        environment.Events.Warning(pod, container, kind, "Failed", $"Error: {message}");
        return new ContainerStartException(reason, message, inner) { ContainerId = id };
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "postStart hook of {Container} in {Namespace}/{Pod} failed")]
        public static partial void PostStartFailed(ILogger logger, Exception exception, string container, string @namespace, string pod);
    }
}
