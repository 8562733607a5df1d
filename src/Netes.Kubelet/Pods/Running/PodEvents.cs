using Netes.Api.CoreV1;
using Netes.Client.Events;

namespace Netes.Kubelet.Pods.Running;

/// <summary>Tells users what happens to their Pods, in the words of Kubernetes.</summary>
internal sealed class PodEvents(EventRecorder? recorder)
{
    public void Normal(Pod pod, string reason, string message) => Record(Reference(pod), "Normal", reason, message);

    public void Warning(Pod pod, string reason, string message) => Record(Reference(pod), "Warning", reason, message);

    public void Normal(Pod pod, Container container, ContainerKind kind, string reason, string message) =>
        Record(Reference(pod, container, kind), "Normal", reason, message);

    public void Warning(Pod pod, Container container, ContainerKind kind, string reason, string message) =>
        Record(Reference(pod, container, kind), "Warning", reason, message);

    public void Record(ObjectReference about, string type, string reason, string message) => recorder?.Record(about, type, reason, message);

    public static ObjectReference Reference(Pod pod, Container container, ContainerKind kind)
    {
        var reference = Reference(pod);
        reference.FieldPath = PodContainers.FieldPath(container.Name, kind);
        return reference;
    }

    private static ObjectReference Reference(Pod pod) => EventRecorder.ReferenceTo(pod);
}
