using Netes.Api.ApiExtensionsV1;
using Netes.Api.Validation;
using Type = Netes.Api.ApiExtensionsV1.CustomResourceDefinitionConditionType;

namespace Netes.ApiServer.Extensions.Definitions;

/// <summary>The rules of a CustomResourceDefinition, in upstream's order.</summary>
internal static class DefinitionRules
{
    private static readonly FieldPath Spec = FieldPath.Of("spec"), Status = FieldPath.Of("status");

    public static ErrorList Check(CustomResourceDefinition obj)
    {
        var errors = new ErrorList();
        if (obj.Metadata.Name.Length > 0 && obj.Metadata.Name != obj.Spec.Names.Plural + "." + obj.Spec.Group)
            errors.Add(FieldError.Invalid(FieldPath.Of("metadata", "name"), obj.Metadata.Name, "must be spec.names.plural+\".\"+spec.group"));
        CheckSpec(errors, obj.Spec, null);
        CheckNames(errors, obj.Status.AcceptedNames, Status.Child("acceptedNames"));
        CheckStoredVersions(errors, obj);
        ApprovalPolicy.Check(errors, obj, null);
        if (obj.Spec.PreserveUnknownFields)
            errors.Add(FieldError.Invalid(Spec.Child("preserveUnknownFields"), true,
                "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"));
        return errors;
    }

    public static ErrorList CheckUpdate(CustomResourceDefinition obj, CustomResourceDefinition old)
    {
        var errors = new ErrorList();
        CheckSpec(errors, obj.Spec, old.Spec);
        if (DefinitionConditions.IsTrue(old, Type.Established))
        {
            CheckImmutable(errors, Spec.Child("scope"), obj.Spec.Scope, old.Spec.Scope);
            CheckImmutable(errors, Spec.Child("names", "kind"), obj.Spec.Names.Kind, old.Spec.Names.Kind);
        }
        CheckImmutable(errors, Spec.Child("group"), obj.Spec.Group, old.Spec.Group);
        CheckImmutable(errors, Spec.Child("names", "plural"), obj.Spec.Names.Plural, old.Spec.Names.Plural);
        CheckNames(errors, obj.Status.AcceptedNames, Status.Child("acceptedNames"));
        CheckStoredVersions(errors, obj);
        ApprovalPolicy.Check(errors, obj, old);
        if (obj.Spec.PreserveUnknownFields && !old.Spec.PreserveUnknownFields)
            errors.Add(FieldError.Invalid(Spec.Child("preserveUnknownFields"), true,
                "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"));
        return errors;
    }

    public static ErrorList CheckStatus(CustomResourceDefinition obj)
    {
        var errors = new ErrorList();
        CheckNames(errors, obj.Status.AcceptedNames, Status.Child("acceptedNames"));
        return errors;
    }

    private static void CheckImmutable(ErrorList errors, FieldPath path, string value, string old)
    {
        if (value != old) errors.Add(FieldError.Invalid(path, value, Messages.Immutable));
    }

    private static void CheckStoredVersions(ErrorList errors, CustomResourceDefinition obj)
    {
        FieldPath path = Status.Child("storedVersions");
        IReadOnlyList<string> stored = obj.Status.StoredVersions ?? [];
        if (stored.Count == 0)
        {
            errors.Add(FieldError.Invalid(path, obj.Status.StoredVersions, "must have at least one stored version"));
            return;
        }
        for (int i = 0; i < stored.Count; i++)
        {
            string version = stored[i];
            if (obj.Spec.Versions?.Exists(v => v.Name == version) == true) continue;
            errors.Add(FieldError.Invalid(path.Index(i), version, $"missing from spec.versions; {version} was previously a storage version, and must remain in spec.versions "
                + $"until a storage migration ensures no data remains persisted in {version} and removes {version} from status.storedVersions"));
        }
    }

    private static void CheckSpec(ErrorList errors, CustomResourceDefinitionSpec spec, CustomResourceDefinitionSpec? old)
    {
        if (spec.Group.Length == 0) errors.Add(FieldError.Required(Spec.Child("group")));
        else if (NameRules.DnsSubdomain(spec.Group) is { Count: > 0 } wrong) errors.Add(FieldError.Invalid(Spec.Child("group"), spec.Group, string.Join(',', wrong)));
        else if (!spec.Group.Contains('.')) errors.Add(FieldError.Invalid(Spec.Child("group"), spec.Group, "should be a domain with at least one dot"));
        if (spec.Scope.Length == 0) errors.Add(FieldError.Required(Spec.Child("scope")));
        else if (spec.Scope is not (ResourceScope.Cluster or ResourceScope.Namespaced))
            errors.Add(FieldError.NotSupported(Spec.Child("scope"), spec.Scope, ResourceScope.Cluster, ResourceScope.Namespaced));

        List<CustomResourceDefinitionVersion> versions = spec.Versions ?? [];
        VersionRules.CheckEach(errors, versions, Spec);
        if (versions.Select(v => v.Name).Distinct().Count() != versions.Count)
            errors.Add(FieldError.Invalid(Spec.Child("versions"), VersionRules.Dump(spec.Versions), "must contain unique version names"));
        if (versions.Count(v => v.Storage) != 1)
            errors.Add(FieldError.Invalid(Spec.Child("versions"), VersionRules.Dump(spec.Versions), "must have exactly one version marked as storage version"));

        FieldPath names = Spec.Child("names");
        if (spec.Names.Plural.Length == 0) errors.Add(FieldError.Required(names.Child("plural")));
        if (spec.Names.Singular.Length == 0) errors.Add(FieldError.Required(names.Child("singular")));
        if (spec.Names.Kind.Length == 0) errors.Add(FieldError.Required(names.Child("kind")));
        if (spec.Names.ListKind.Length == 0) errors.Add(FieldError.Required(names.Child("listKind")));
        CheckNames(errors, spec.Names, names);
        VersionRules.CheckCommon(errors, versions, Spec);
        ConversionRules.Check(errors, spec, old, Spec.Child("conversion"));
    }

    private static void CheckNames(ErrorList errors, CustomResourceDefinitionNames names, FieldPath path)
    {
        CheckLabel(errors, names.Plural, names.Plural, path.Child("plural"), "");
        CheckLabel(errors, names.Singular, names.Singular, path.Child("singular"), "");
        const string Mixed = "may have mixed case, but should otherwise match: ";
        CheckLabel(errors, names.Kind, names.Kind.ToLowerInvariant(), path.Child("kind"), Mixed);
        CheckLabel(errors, names.ListKind, names.ListKind.ToLowerInvariant(), path.Child("listKind"), Mixed);
        for (int i = 0; i < (names.ShortNames?.Count ?? 0); i++)
            CheckLabel(errors, names.ShortNames![i], names.ShortNames[i], path.Child("shortNames").Index(i), "", mayBeEmpty: false);
        if (names.Kind.Length > 0 && names.Kind == names.ListKind)
            errors.Add(FieldError.Invalid(path.Child("listKind"), names.ListKind, "kind and listKind may not be the same"));
        for (int i = 0; i < (names.Categories?.Count ?? 0); i++)
            CheckLabel(errors, names.Categories![i], names.Categories[i], path.Child("categories").Index(i), "", mayBeEmpty: false);
    }

    private static void CheckLabel(ErrorList errors, string value, string label, FieldPath path, string before, bool mayBeEmpty = true)
    {
        if (value.Length == 0 && mayBeEmpty) return;
        if (NameRules.Dns1035Label(label) is { Count: > 0 } wrong) errors.Add(FieldError.Invalid(path, value, before + string.Join(',', wrong)));
    }
}
