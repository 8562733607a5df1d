using Netes.Api.CoreV1;

namespace Netes.Kubelet.Server;

/// <summary>What the kubelet's server has to know of this node's Pods.</summary>
internal interface IPodSource
{
    /// <returns>The Pod with the kubelet's newest status; null when it is not on this node.</returns>
    Pod? Find(string @namespace, string name);

    IReadOnlyCollection<Pod> List();
}
