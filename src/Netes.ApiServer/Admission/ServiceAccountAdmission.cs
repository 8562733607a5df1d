using Netes.Api.CoreV1;
using Netes.ApiServer.Resources;
using System.Security.Cryptography;

namespace Netes.ApiServer.Admission;

/// <summary>
/// Gives every Pod a service account ("default" unless it names one), its image pull secrets, and in every container the
/// projected volume with token, cluster CA and namespace that in-cluster clients read (KEP-1205, KEP-2799).
/// </summary>
internal sealed class ServiceAccountAdmission(ResourceRegistry registry) : IAdmissionPlugin
{
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string VolumePrefix = "kube-api-access-";
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";
    private const long TokenSeconds = 3607;
    private const int FileMode = 420; // 0644
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private readonly ResourceStore accounts = registry.Get("", "v1", "serviceaccounts");

    public string Name => "ServiceAccount";

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (!request.Is("", "pods") || request.Operation != AdmissionOperation.Create || request.Object is not Pod pod) return;
        if (pod.Metadata.Annotations?.ContainsKey(MirrorAnnotation) == true)
        {
            if (pod.Spec.ServiceAccountName.Length > 0) throw request.Forbidden("a mirror pod may not reference service accounts");
            return;
        }
        if (pod.Spec.ServiceAccountName.Length == 0) pod.Spec.ServiceAccountName = "default";
        pod.Spec.ServiceAccount = pod.Spec.ServiceAccountName;
        ServiceAccount account = await FindAsync(request, pod.Spec.ServiceAccountName, cancellationToken);
        if (pod.Spec.ImagePullSecrets is null or { Count: 0 } && account.ImagePullSecrets is { Count: > 0 } secrets)
            pod.Spec.ImagePullSecrets = secrets.ConvertAll(s => s.Clone());
        if (pod.Spec.AutomountServiceAccountToken ?? account.AutomountServiceAccountToken ?? true) MountToken(pod.Spec);
    }

    private async ValueTask<ServiceAccount> FindAsync(AdmissionRequest request, string name, CancellationToken cancellationToken)
    {
        ResourceItem item = await accounts.GetAsync(request.Namespace, name, cancellationToken)
            ?? throw request.Forbidden($"error looking up service account {request.Namespace}/{name}: serviceaccount \"{name}\" not found");
        return (ServiceAccount)item.Shared;
    }

    private static void MountToken(PodSpec spec)
    {
        string? existing = spec.Volumes?.Find(v => v.Name.StartsWith(VolumePrefix, StringComparison.Ordinal))?.Name;
        string name = existing ?? VolumePrefix + RandomNumberGenerator.GetString(Alphabet, 5);
        bool mounted = false;
        foreach (Container container in (spec.InitContainers ?? []).Concat(spec.Containers ?? []))
        {
            if (container.VolumeMounts?.Exists(m => m.MountPath == MountPath) == true) continue;
            (container.VolumeMounts ??= []).Add(new VolumeMount { Name = name, ReadOnly = true, MountPath = MountPath });
            mounted = true;
        }
        if (mounted && existing is null) (spec.Volumes ??= []).Add(TokenVolume(name));
    }

    private static Volume TokenVolume(string name) => new()
    {
        Name = name,
        Projected = new ProjectedVolumeSource
        {
            DefaultMode = FileMode,
            Sources =
            [
                new VolumeProjection { ServiceAccountToken = new ServiceAccountTokenProjection { ExpirationSeconds = TokenSeconds, Path = "token" } },
                new VolumeProjection { ConfigMap = new ConfigMapProjection { Name = "kube-root-ca.crt", Items = [new KeyToPath { Key = "ca.crt", Path = "ca.crt" }] } },
                new VolumeProjection
                {
                    DownwardAPI = new DownwardAPIProjection
                    {
                        Items = [new DownwardAPIVolumeFile { Path = "namespace", FieldRef = new ObjectFieldSelector { ApiVersion = "v1", FieldPath = "metadata.namespace" } }],
                    },
                },
            ],
        },
    };
}
