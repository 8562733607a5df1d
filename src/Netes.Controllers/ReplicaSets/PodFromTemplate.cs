using Netes.Api.CoreV1;
using Netes.Api.MetaV1;

namespace Netes.Controllers.ReplicaSets;

internal static class PodFromTemplate
{
    public static Pod Create(PodTemplateSpec template, string ns, string ownerName, OwnerReference owner)
    {
        var source = template.Clone();
        return new Pod
        {
            Metadata = new ObjectMeta
            {
                Namespace = ns,
                GenerateName = ownerName + "-",
                Labels = source.Metadata.Labels,
                Annotations = source.Metadata.Annotations,
                Finalizers = source.Metadata.Finalizers,
                OwnerReferences = [owner],
            },
            Spec = source.Spec,
        };
    }
}
