using Netes.Api;
using Netes.Api.CoreV1;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Admission;

/// <summary>
/// Gives every Pod a service account ("default" unless it names one), its image pull secrets, and in every container the
/// projected volume with token, cluster CA and namespace that in-cluster clients read (KEP-1205, KEP-2799). An account may limit
/// which secrets its Pods mention.
/// </summary>
internal sealed class ServiceAccountAdmission(ResourceRegistry registry) : IAdmissionPlugin
{
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";
    private const string EnforceAnnotation = "kubernetes.io/enforce-mountable-secrets";
    private readonly ResourceStore accounts = registry.Get("", "v1", "serviceaccounts");

    public string Name => "ServiceAccount";

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (!request.Is("", "pods") || request.Operation != AdmissionOperation.Create || request.Object is not Pod pod) return;
        if (!IsMirror(pod))
        {
            if (pod.Spec.ServiceAccountName.Length == 0) pod.Spec.ServiceAccountName = "default";
            pod.Spec.ServiceAccount = pod.Spec.ServiceAccountName;
            ServiceAccount account = await FindAsync(request, pod, cancellationToken);
            if (pod.Spec.AutomountServiceAccountToken ?? account.AutomountServiceAccountToken ?? true) TokenVolume.Mount(pod.Spec);
            if (pod.Spec.ImagePullSecrets is null or { Count: 0 } && account.ImagePullSecrets is { Count: > 0 } secrets)
                pod.Spec.ImagePullSecrets = secrets.ConvertAll(s => s.Clone());
        }
        await ValidateAsync(request, cancellationToken);
    }

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Object is not Pod pod) return;
        if (request.Operation == AdmissionOperation.Create && request.Is("", "pods"))
        {
            if (IsMirror(pod))
            {
                CheckMirror(request, pod);
                return;
            }
            if (pod.Spec.ServiceAccountName.Length == 0) throw request.Forbidden($"no service account specified for pod {request.Namespace}/{request.Name}");
            ServiceAccount account = await FindAsync(request, pod, cancellationToken);
            if (Enforces(account) && MountableSecrets.Refusal(account, pod.Spec) is { } refusal) throw request.Forbidden(refusal);
        }
        else if (request.Operation == AdmissionOperation.Update && request.Is("", "pods", "ephemeralcontainers") && !IsMirror(pod))
        {
            ServiceAccount account = await FindAsync(request, pod, cancellationToken);
            if (Enforces(account) && MountableSecrets.EphemeralRefusal(account, pod.Spec) is { } refusal) throw request.Forbidden(refusal);
        }
    }

    private async ValueTask<ServiceAccount> FindAsync(AdmissionRequest request, Pod pod, CancellationToken cancellationToken)
    {
        string name = pod.Spec.ServiceAccountName;
        ResourceItem item = await accounts.GetAsync(request.Namespace, name, cancellationToken)
            ?? throw request.Forbidden($"error looking up service account {request.Namespace}/{name}: serviceaccount \"{name}\" not found");
        return (ServiceAccount)item.Shared;
    }

    private static void CheckMirror(AdmissionRequest request, Pod pod)
    {
        if (pod.Spec.ServiceAccountName.Length > 0) throw request.Forbidden("a mirror pod may not reference service accounts");
        if (PodReferences.Secrets(pod.Spec).Any()) throw request.Forbidden("a mirror pod may not reference secrets");
        if (pod.Spec.Volumes?.Exists(v => v.Projected?.Sources?.Exists(s => s.ServiceAccountToken is not null) == true) == true)
            throw request.Forbidden("a mirror pod may not use ServiceAccountToken volume projections");
    }

    private static bool IsMirror(Pod pod) => pod.Metadata.Annotations?.ContainsKey(MirrorAnnotation) == true;

    private static bool Enforces(ServiceAccount account) =>
        account.Metadata.Annotations?.GetValueOrDefault(EnforceAnnotation) is "1" or "t" or "T" or "true" or "TRUE" or "True";
}
