using Netes.Api.CoreV1;
using Netes.Scheduler.Framework;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Plugins;

/// <summary>Prefers nodes that have the Pod's images already; an image that few nodes have counts less, so that nodes don't heat up.</summary>
internal sealed class ImageLocality : IScorePlugin
{
    private const long Megabyte = 1024 * 1024;
    private const long MinThreshold = 23 * Megabyte;
    private const long MaxContainerThreshold = 1000 * Megabyte;

    public string Name => "ImageLocality";

    public int Weight => 1;

    public EventKind Events => EventKind.None;

    public bool PreScore(CycleState state, PodInfo pod, ClusterState cluster, ReadOnlySpan<NodeInfo> nodes)
    {
        var images = new List<string>();
        foreach (Container container in (pod.Pod.Spec.InitContainers ?? []).Concat(pod.Pod.Spec.Containers ?? []))
        {
            string image = WithTag(container.Image);
            if (cluster.ImageNodes.ContainsKey(image))
            {
                images.Add(image);
            }
        }

        state.Set(this, images);
        return images.Count > 0;
    }

    public void Score(CycleState state, PodInfo pod, ClusterState cluster, ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        List<string> images = state.Get<List<string>>(this);
        int containers = (pod.Pod.Spec.InitContainers?.Count ?? 0) + (pod.Pod.Spec.Containers?.Count ?? 0);
        long maxThreshold = MaxContainerThreshold * containers;
        int total = cluster.Nodes.Length;
        for (int i = 0; i < nodes.Length; i++)
        {
            long sum = 0;
            foreach (string image in images)
            {
                if (nodes[i].Images.TryGetValue(image, out long size))
                {
                    sum += (long)(size * ((double)cluster.ImageNodes[image] / total));
                }
            }

            sum = Math.Clamp(sum, MinThreshold, maxThreshold);
            scores[i] = Normalize.MaxScore * (sum - MinThreshold) / (maxThreshold - MinThreshold);
        }
    }

    /// <summary>Nodes report images with their tag; ":latest" is what no tag means.</summary>
    internal static string WithTag(string image) =>
        image.LastIndexOf(':') <= image.LastIndexOf('/') ? image + ":latest" : image;
}
