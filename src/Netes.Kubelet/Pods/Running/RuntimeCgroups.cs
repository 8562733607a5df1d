using Netes.Api.CoreV1;
using Netes.Kubelet.Cri.V1;
using Netes.Kubelet.Pods.Configuration;
using Container = Netes.Api.CoreV1.Container;

namespace Netes.Kubelet.Pods.Running;

/// <summary>Leaves the control groups' places to the runtime: each container has its own limits, the Pod as a whole has none.</summary>
internal sealed class RuntimeCgroups(long memoryCapacity) : IPodCgroups
{
    public string Create(Pod pod) => "";

    public void Remove(Pod pod)
    {
        // The runtime removes its groups with the containers.
    }

    public LinuxContainerResources? ResourcesOf(Pod pod, Container container) => ContainerLimits.Of(pod, container, memoryCapacity);
}
