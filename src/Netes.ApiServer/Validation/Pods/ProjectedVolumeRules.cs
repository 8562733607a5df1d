using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>https://kubernetes.io/docs/concepts/storage/projected-volumes/</summary>
internal static class ProjectedVolumeRules
{
    private const long MinTokenSeconds = 10 * 60;

    public static void Validate(ErrorList errors, ProjectedVolumeSource source, FieldPath path)
    {
        VolumeRules.Mode(errors, source.DefaultMode, path.Child("defaultMode"));
        var paths = new HashSet<string>();
        for (var i = 0; i < (source.Sources?.Count ?? 0); i++)
            One(errors, source.Sources![i], path.Child("sources").Index(i), paths);
    }

    private static void One(ErrorList errors, VolumeProjection source, FieldPath path, HashSet<string> paths)
    {
        var sources = new SourceCounter(errors, path, "volume");
        if (sources.Take(source.Secret, "secret"))
            NamedItems(errors, source.Secret!.Name, source.Secret.Items, path.Child("secret"), paths);
        if (sources.Take(source.ConfigMap, "configMap"))
            NamedItems(errors, source.ConfigMap!.Name, source.ConfigMap.Items, path.Child("configMap"), paths);
        if (sources.Take(source.DownwardAPI, "downwardAPI"))
        {
            var at = path.Child("downwardAPI");
            foreach (var file in source.DownwardAPI!.Items ?? [])
            {
                VolumeRules.DownwardFile(errors, file, at);
                Unique(errors, file.Path, at, paths);
            }
        }
        if (sources.Take(source.ServiceAccountToken, "serviceAccountToken"))
            Token(errors, source.ServiceAccountToken!, path.Child("serviceAccountToken"), paths);
        if (sources.Take(source.ClusterTrustBundle, "clusterTrustBundle"))
            TrustBundle(errors, source.ClusterTrustBundle!, path.Child("clusterTrustBundle"), paths);
        sources.Take(source.PodCertificate, "podCertificate");
        sources.Done();
    }

    private static void NamedItems(ErrorList errors, string name, List<KeyToPath>? items, FieldPath path, HashSet<string> paths)
    {
        VolumeRules.Required(errors, name, path.Child("name"));
        for (var i = 0; i < (items?.Count ?? 0); i++)
        {
            var item = items![i];
            VolumeRules.Items(errors, [item], path.Child("items"));
            Unique(errors, item.Path, path, paths);
        }
    }

    private static void Token(ErrorList errors, ServiceAccountTokenProjection token, FieldPath path, HashSet<string> paths)
    {
        if (token.ExpirationSeconds is < MinTokenSeconds)
        {
            errors.Add(FieldError.Invalid(path.Child("expirationSeconds"), token.ExpirationSeconds,
                "may not specify a duration less than 10 minutes"));
        }
        if (token.ExpirationSeconds is > 1L << 32)
        {
            errors.Add(FieldError.Invalid(path.Child("expirationSeconds"), token.ExpirationSeconds,
                "may not specify a duration larger than 2^32 seconds"));
        }
        if (token.Path.Length == 0)
        {
            errors.Add(FieldError.Required(path.Child("path")));
            return;
        }
        PathRules.LocalNonReserved(errors, token.Path, path.Child("path"));
        Unique(errors, token.Path, path, paths);
    }

    private static void TrustBundle(ErrorList errors, ClusterTrustBundleProjection bundle, FieldPath path, HashSet<string> paths)
    {
        if (bundle.Name is not null && bundle.SignerName is not null)
            errors.Add(FieldError.Invalid(path, "only one of name and signerName may be used"));
        if (bundle.Path.Length == 0) errors.Add(FieldError.Required(path.Child("path")));
        else Unique(errors, bundle.Path, path, paths);
    }

    private static void Unique(ErrorList errors, string value, FieldPath path, HashSet<string> paths)
    {
        if (value.Length > 0 && !paths.Add(value))
            errors.Add(FieldError.Invalid(path, value, "conflicting duplicate paths"));
    }
}
