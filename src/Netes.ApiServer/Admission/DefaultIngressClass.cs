using Netes.Api.NetworkingV1;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Admission;

/// <summary>Ingresses that name no class, not even by the old annotation, get the default one, if there is one.</summary>
internal sealed class DefaultIngressClass(ResourceRegistry registry) : IAdmissionPlugin
{
    private const string ClassAnnotation = "kubernetes.io/ingress.class";
    private const string DefaultAnnotation = "ingressclass.kubernetes.io/is-default-class";
    private readonly ResourceStore classes = registry.Get("networking.k8s.io", "v1", "ingressclasses");

    public string Name => "DefaultIngressClass";

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation != AdmissionOperation.Create || !request.Is("networking.k8s.io", "ingresses") || request.Object is not Ingress ingress) return;
        if (ingress.Spec.IngressClassName is not null || ingress.Metadata.Annotations?.ContainsKey(ClassAnnotation) == true) return;
        if (await DefaultClass.FindAsync(classes, DefaultAnnotation, null, cancellationToken) is { } chosen)
            ingress.Spec.IngressClassName = chosen.Metadata.Name;
    }
}
