using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>What is well-formed in a Pod or a template but surely not meant.</summary>
internal static class PodWarnings
{
    public static IEnumerable<string> Of(PodSpec spec, ObjectMeta? metadata, FieldPath path)
    {
        foreach (var (old, replacement) in DeprecatedNodeLabels)
        {
            if (spec.NodeSelector?.ContainsKey(old) is true)
                yield return $"{path.Child("nodeSelector").Key(old)}: deprecated since {replacement}";
        }
        foreach (var warning in DuplicateEnv(spec.InitContainers, path.Child("initContainers"))) yield return warning;
        foreach (var warning in DuplicateEnv(spec.Containers, path.Child("containers"))) yield return warning;
        for (var i = 0; i < (spec.Volumes?.Count ?? 0); i++)
        {
            if (DeprecatedVolume(spec.Volumes![i]) is { } text) yield return $"{path.Child("volumes").Index(i).Child(text.Field)}: {text.Why}";
        }
        if (spec.TerminationGracePeriodSeconds < 0)
        {
            yield return $"{path.Child("terminationGracePeriodSeconds")}: must be >= 0; negative values are invalid and will be treated as 1";
        }
        if (metadata?.Annotations is null) yield break;
        foreach (var key in metadata.Annotations.Keys.Order(StringComparer.Ordinal))
        {
            if (key.StartsWith(AppArmorAnnotations.Prefix, StringComparison.Ordinal))
            {
                yield return $"{MetadataPath(path).Key(key)}: deprecated since v1.30; use the \"appArmorProfile\" field instead";
            }
        }
    }

    private static FieldPath MetadataPath(FieldPath spec) =>
        spec.Parent is null ? FieldPath.Of("metadata", "annotations") : spec.Parent.Child("metadata", "annotations");

    /// <summary>Since when a node label is out of use, and what replaced it; null for any other.</summary>
    internal static string? DeprecatedNodeLabel(string label) =>
        DeprecatedNodeLabels.FirstOrDefault(known => known.Label == label).Since;

    private static readonly (string Label, string Since)[] DeprecatedNodeLabels =
    [
        ("beta.kubernetes.io/arch", "v1.14; use \"kubernetes.io/arch\" instead"),
        ("beta.kubernetes.io/os", "v1.14; use \"kubernetes.io/os\" instead"),
        ("failure-domain.beta.kubernetes.io/region", "v1.17; use \"topology.kubernetes.io/region\" instead"),
        ("failure-domain.beta.kubernetes.io/zone", "v1.17; use \"topology.kubernetes.io/zone\" instead"),
        ("beta.kubernetes.io/instance-type", "v1.17; use \"node.kubernetes.io/instance-type\" instead"),
    ];

    private static IEnumerable<string> DuplicateEnv(List<Container>? containers, FieldPath path)
    {
        for (var i = 0; i < (containers?.Count ?? 0); i++)
        {
            var seen = new HashSet<string>();
            for (var j = 0; j < (containers![i].Env?.Count ?? 0); j++)
            {
                var variable = containers[i].Env![j];
                if (!seen.Add(variable.Name))
                    yield return $"{path.Index(i).Child("env").Index(j)}: hides previous definition of \"{variable.Name}\", which may be dropped when using apply";
            }
        }
    }

    private static (string Field, string Why)? DeprecatedVolume(Volume volume)
    {
        if (volume.PhotonPersistentDisk is not null) return ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+");
        if (volume.GitRepo is not null) return ("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+");
        if (volume.ScaleIO is not null) return ("scaleIO", "deprecated in v1.16, non-functional in v1.22+");
        if (volume.Flocker is not null) return ("flocker", "deprecated in v1.22, non-functional in v1.25+");
        if (volume.Storageos is not null) return ("storageOS", "deprecated in v1.22, non-functional in v1.25+");
        if (volume.Quobyte is not null) return ("quobyte", "deprecated in v1.22, non-functional in v1.25+");
        if (volume.Glusterfs is not null) return ("glusterfs", "deprecated in v1.25, non-functional in v1.26+");
        if (volume.Cephfs is not null) return ("cephfs", "deprecated in v1.28, non-functional in v1.31+");
        if (volume.Rbd is not null) return ("rbd", "deprecated in v1.28, non-functional in v1.31+");
        return null;
    }
}
