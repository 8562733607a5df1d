using System.Security.Cryptography;
using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission;

/// <summary>The projected volume with the service account's token, mounted where in-cluster clients look for it.</summary>
internal static class TokenVolume
{
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string VolumePrefix = "kube-api-access-";
    private const long TokenSeconds = 3607;
    private const int FileMode = 420; // 0644
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    public static void Mount(PodSpec spec)
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
        if (mounted && existing is null) (spec.Volumes ??= []).Add(Make(name));
    }

    private static Volume Make(string name) => new()
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
