using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Core;

/// <summary>The rules of a PersistentVolumeClaim's spec.</summary>
internal static class ClaimRules
{
    private static readonly string[] Modes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

    public static void Spec(ErrorList errors, PersistentVolumeClaimSpec spec, FieldPath path)
    {
        if (spec.Selector is not null) LabelRules.Selector(errors, spec.Selector, path.Child("selector"));
        AccessModes(errors, spec.AccessModes, path.Child("accessModes"));
        var requested = path.Child("resources").Key("storage");
        if (spec.Resources.Requests is not { } requests || !requests.TryGetValue("storage", out var storage))
            errors.Add(FieldError.Required(requested));
        else
        {
            if (storage.Sign <= 0) errors.Add(FieldError.Invalid(requested, storage, "must be greater than zero"));
        }
        if (spec.StorageClassName is { Length: > 0 } name)
            errors.AddInvalid(path.Child("storageClassName"), name, NameRules.DnsSubdomain(name));
        if (spec.VolumeMode is { } mode && mode is not ("Block" or "Filesystem"))
            errors.Add(FieldError.NotSupported(path.Child("volumeMode"), mode, "Block", "Filesystem"));
        Source(errors, spec, path);
        if (spec.VolumeAttributesClassName is { Length: > 0 } attributes)
            errors.AddInvalid(path.Child("volumeAttributesClassName"), attributes, NameRules.DnsSubdomain(attributes));
    }

    private static void Source(ErrorList errors, PersistentVolumeClaimSpec spec, FieldPath path)
    {
        if (spec.DataSource is { ApiGroup: { Length: > 0 } group })
            errors.AddInvalid(path.Child("dataSource", "apiGroup"), group, NameRules.DnsSubdomain(group));
        if (spec.DataSourceRef is not { } reference) return;
        if (reference.ApiGroup is { Length: > 0 } other)
            errors.AddInvalid(path.Child("dataSourceRef", "apiGroup"), other, NameRules.DnsSubdomain(other));
        if (reference.Namespace is not { Length: > 0 } ns)
        {
            if (spec.DataSource is { } source && (source.Kind != reference.Kind || source.Name != reference.Name || source.ApiGroup != reference.ApiGroup))
                errors.Add(FieldError.Invalid(path, new JsonText("{}"), "must match dataSourceRef"));
            return;
        }
        errors.AddInvalid(path.Child("dataSourceRef", "namespace"), ns, NameRules.DnsLabel(ns));
        if (spec.DataSource is not null)
            errors.Add(FieldError.Invalid(path, new JsonText("{}"), "may not be specified when dataSourceRef.namespace is specified"));
    }

    public static void AccessModes(ErrorList errors, List<string>? modes, FieldPath path)
    {
        if ((modes?.Count ?? 0) == 0) errors.Add(FieldError.Required(path, "at least 1 access mode is required"));
        foreach (var mode in modes ?? [])
        {
            if (!Modes.Contains(mode)) errors.Add(FieldError.NotSupported(path, mode, Modes));
        }
        if (modes?.Contains("ReadWriteOncePod") is true && modes.Count > 1)
            errors.Add(FieldError.Forbidden(path, "may not use ReadWriteOncePod with other access modes"));
    }
}
