using Netes.Api.CoreV1;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Kubelets;

/// <summary>Which container of a Pod a request means.</summary>
internal static class PodContainers
{
    private const string DefaultAnnotation = "kubectl.kubernetes.io/default-container";

    /// <exception cref="ApiException">400, in upstream's words.</exception>
    public static string Choose(Pod pod, string wanted)
    {
        string[] containers = [.. (pod.Spec.Containers ?? []).Select(c => c.Name)];
        string[] init = [.. (pod.Spec.InitContainers ?? []).Select(c => c.Name)];
        string[] ephemeral = [.. (pod.Spec.EphemeralContainers ?? []).Select(c => c.Name)];
        if (wanted.Length > 0)
        {
            return containers.Contains(wanted) || init.Contains(wanted) || ephemeral.Contains(wanted) ? wanted
                : throw ApiErrors.BadRequest($"container {wanted} is not valid for pod {pod.Metadata.Name}");
        }
        if (containers.Length == 1) return containers[0];
        if (pod.Metadata.Annotations?.GetValueOrDefault(DefaultAnnotation) is { } annotated && containers.Contains(annotated)) return annotated;
        string choices = $"[{string.Join(" ", containers)}]";
        string text = $"a container name must be specified for pod {pod.Metadata.Name}, choose one of: {choices}";
        if (init.Length > 0) text += $" or one of the init containers: [{string.Join(" ", init)}]";
        throw ApiErrors.BadRequest(text);
    }
}
