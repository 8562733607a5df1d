using Netes.Api.CoreV1;

namespace Netes.Kubelet.Server;

/// <summary>Why a container has no log, in the words that users of kubectl know.</summary>
internal static class LogMessages
{
    public static string NoLog(Pod pod, string container, bool previous)
    {
        if (previous) return $"previous terminated container \"{container}\" in pod \"{pod.Metadata.Name}\" not found";
        var status = (pod.Status.ContainerStatuses ?? [])
            .Concat(pod.Status.InitContainerStatuses ?? [])
            .Concat(pod.Status.EphemeralContainerStatuses ?? [])
            .FirstOrDefault(s => s.Name == container);
        return status?.State.Waiting is { } waiting
            ? $"container \"{container}\" in pod \"{pod.Metadata.Name}\" is waiting to start: {Reason(waiting.Reason)}"
            : $"container \"{container}\" in pod \"{pod.Metadata.Name}\" is not available";
    }

    private static string Reason(string reason) => reason switch
    {
        "ErrImagePull" => "image can't be pulled",
        "ImagePullBackOff" => "trying and failing to pull image",
        _ => reason,
    };
}
