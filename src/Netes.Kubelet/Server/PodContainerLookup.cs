using System.Net;
using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Cri.V1;
using ContainerState = Netes.Kubelet.Cri.V1.ContainerState;

namespace Netes.Kubelet.Server;

/// <summary>Finds the Pod, the sandbox and the container that a request's path names.</summary>
internal sealed class PodContainerLookup(IPodSource pods, IRuntimeService runtime)
{
    public Pod FindPod(string @namespace, string name) =>
        pods.Find(@namespace, name)
        ?? throw new KubeletRequestException(HttpStatusCode.NotFound, $"pod \"{name}_{@namespace}\" does not exist");

    /// <summary>The container that runs now, for exec and attach.</summary>
    public async Task<string> RunningContainerAsync(Pod pod, string container, CancellationToken cancellation)
    {
        var found = (await ContainersAsync(pod, container, cancellation).ConfigureAwait(false))
            .FirstOrDefault(c => c.State == ContainerState.ContainerRunning);
        return found?.Id ?? throw new KubeletRequestException(
            HttpStatusCode.InternalServerError, $"container not found (\"{container}\")");
    }

    public async Task<string> ReadySandboxAsync(Pod pod, CancellationToken cancellation)
    {
        var filter = new PodSandboxFilter();
        filter.LabelSelector[CriLabels.PodUid] = pod.Metadata.Uid;
        var sandbox = (await runtime.ListPodSandboxAsync(filter, cancellation).ConfigureAwait(false))
            .Where(s => s.State == PodSandboxState.SandboxReady)
            .MaxBy(s => s.CreatedAt);
        return sandbox?.Id ?? throw new KubeletRequestException(
            HttpStatusCode.InternalServerError,
            $"sandbox not found for pod \"{pod.Metadata.Name}_{pod.Metadata.Namespace}({pod.Metadata.Uid})\"");
    }

    /// <summary>The container whose log is asked for: the newest, or the one before it.</summary>
    /// <exception cref="KubeletRequestException">There is none; upstream's words say why.</exception>
    public async Task<Cri.V1.ContainerStatus> LoggedContainerAsync(
        Pod pod, string container, bool previous, CancellationToken cancellation)
    {
        if (!HasContainer(pod, container))
        {
            throw new KubeletRequestException(
                HttpStatusCode.NotFound, $"container \"{container}\" not found in pod \"{pod.Metadata.Name}\"");
        }

        var all = await ContainersAsync(pod, container, cancellation).ConfigureAwait(false);
        // A container that is created but does not run yet has no log; the one before it has the newest.
        var started = all.Where(c => c.State is ContainerState.ContainerRunning or ContainerState.ContainerExited).ToList();
        var chosen = previous
            ? started.FirstOrDefault(c => c.State == ContainerState.ContainerExited && c.Id != started[0].Id)
                ?? (started.Count == 1 && all.Count > 1 ? started[0] : null)
            : started.FirstOrDefault();
        if (chosen is not null)
        {
            return (await runtime.ContainerStatusAsync(chosen.Id, verbose: false, cancellation).ConfigureAwait(false))
                .Status;
        }

        throw new KubeletRequestException(
            HttpStatusCode.BadRequest, LogMessages.NoLog(pod, container, previous));
    }

    /// <summary>All attempts of a container, the newest first.</summary>
    private async Task<List<Cri.V1.Container>> ContainersAsync(Pod pod, string container, CancellationToken cancellation)
    {
        var filter = new ContainerFilter();
        filter.LabelSelector[CriLabels.PodUid] = pod.Metadata.Uid;
        filter.LabelSelector[CriLabels.ContainerName] = container;
        return [.. (await runtime.ListContainersAsync(filter, cancellation).ConfigureAwait(false))
            .OrderByDescending(c => c.CreatedAt)];
    }

    private static bool HasContainer(Pod pod, string name) =>
        (pod.Spec.Containers?.Exists(c => c.Name == name) ?? false)
        || (pod.Spec.InitContainers?.Exists(c => c.Name == name) ?? false)
        || (pod.Spec.EphemeralContainers?.Exists(c => c.Name == name) ?? false);
}
