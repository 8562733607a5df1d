using Netes.Api.MetaV1;
using Netes.Api.Validation;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Resources;

/// <summary>The rules for metadata that hold for every kind (apimachinery's ValidateObjectMeta and ValidateObjectMetaUpdate).</summary>
internal static class ObjectMetaRules
{
    private const int LargestAnnotations = 256 * 1024;
    private static readonly FieldPath Root = FieldPath.Of("metadata");

    public static void Validate(ErrorList errors, ObjectMeta meta, bool namespaced, NameRule rule)
    {
        if (meta.GenerateName.Length > 0 && rule != NameRule.LongName)
            errors.AddInvalid(Root.Child("generateName"), meta.GenerateName, NameErrors(rule, NameRules.MaskTrailingHyphen(meta.GenerateName)));
        if (meta.Name.Length == 0)
            errors.Add(FieldError.Required(Root.Child("name"), "name or generateName is required"));
        else
            errors.AddInvalid(Root.Child("name"), meta.Name, NameErrors(rule, meta.Name));
        if (namespaced)
        {
            if (meta.Namespace.Length == 0) errors.Add(FieldError.Required(Root.Child("namespace")));
            else errors.AddInvalid(Root.Child("namespace"), meta.Namespace, NameRules.DnsLabel(meta.Namespace));
        }
        else if (meta.Namespace.Length > 0)
        {
            errors.Add(FieldError.Forbidden(Root.Child("namespace"), "not allowed on this type"));
        }
        ValidateAccessor(errors, meta);
    }

    public static IReadOnlyList<string> NameErrors(NameRule rule, string name) => rule switch
    {
        NameRule.DnsLabel => NameRules.DnsLabel(name),
        NameRule.Dns1035Label => NameRules.Dns1035Label(name),
        NameRule.PathSegment => NameRules.PathSegment(name),
        NameRule.IpAddress => IpRules.CanonicalAddress(name),
        NameRule.LongName => LongName(name),
        _ => NameRules.DnsSubdomain(name),
    };

    private static IReadOnlyList<string> LongName(string name)
    {
        string characters = Messages.MaxCharacters(NameRules.DnsSubdomainMaxLength);
        return [.. NameRules.DnsSubdomain(name).Select(m => m == characters ? Messages.MaxBytes(NameRules.DnsSubdomainMaxLength) : m)];
    }

    private static void ValidateAccessor(ErrorList errors, ObjectMeta meta)
    {
        if (meta.Generation < 0)
            errors.Add(FieldError.Invalid(Root.Child("generation"), meta.Generation, "must be greater than or equal to 0"));
        ValidateLabels(errors, meta.Labels);
        ValidateAnnotations(errors, meta.Annotations);
        ValidateOwners(errors, meta.OwnerReferences);
        ValidateFinalizers(errors, meta.Finalizers);
    }

    private static void ValidateLabels(ErrorList errors, Dictionary<string, string>? labels)
    {
        if (labels is null) return;
        FieldPath path = Root.Child("labels");
        foreach ((string key, string value) in labels.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            errors.AddInvalid(path, key, NameRules.QualifiedName(key));
            errors.AddInvalid(path, value, NameRules.LabelValue(value));
        }
    }

    private static void ValidateAnnotations(ErrorList errors, Dictionary<string, string>? annotations)
    {
        if (annotations is null) return;
        FieldPath path = Root.Child("annotations");
        long size = 0;
        foreach ((string key, string value) in annotations.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            errors.AddInvalid(path, key, NameRules.QualifiedName(key.ToLowerInvariant()));
            size += System.Text.Encoding.UTF8.GetByteCount(key) + System.Text.Encoding.UTF8.GetByteCount(value);
        }
        if (size > LargestAnnotations) errors.Add(FieldError.TooLong(path, LargestAnnotations));
    }

    private static void ValidateOwners(ErrorList errors, List<OwnerReference>? owners)
    {
        if (owners is null) return;
        FieldPath path = Root.Child("ownerReferences");
        string? controller = null;
        foreach (OwnerReference owner in owners)
        {
            ValidateOwner(errors, path, owner);
            if (owner.Controller != true) continue;
            if (controller is not null)
                errors.Add(FieldError.Invalid(path, "[]metav1.OwnerReference",
                    $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {owner.Name}"));
            else controller = owner.Name;
        }
    }

    private static void ValidateOwner(ErrorList errors, FieldPath path, OwnerReference owner)
    {
        (string group, string version) = owner.ApiVersion.Split('/') is [var g, var v] ? (g, v) : ("", owner.ApiVersion);
        if (version.Length == 0) errors.Add(FieldError.Invalid(path.Child("apiVersion"), owner.ApiVersion, "version must not be empty"));
        if (owner.Kind.Length == 0) errors.Add(FieldError.Invalid(path.Child("kind"), owner.Kind, "must not be empty"));
        if (owner.Name.Length == 0) errors.Add(FieldError.Invalid(path.Child("name"), owner.Name, "must not be empty"));
        if (owner.Uid.Length == 0) errors.Add(FieldError.Invalid(path.Child("uid"), owner.Uid, "must not be empty"));
        if (group.Length == 0 && version == "v1" && owner.Kind == "Event")
            errors.Add(FieldError.Invalid(path, owner.Name, "/v1, Kind=Event is disallowed from being an owner"));
    }

    private static void ValidateFinalizers(ErrorList errors, List<string>? finalizers)
    {
        if (finalizers is null) return;
        FieldPath path = Root.Child("finalizers");
        for (int i = 0; i < finalizers.Count; i++)
        {
            (string finalizer, FieldPath at) = (finalizers[i], path.Index(i));
            errors.AddInvalid(at, finalizer, NameRules.QualifiedName(finalizer));
            if (!finalizer.Contains('/', StringComparison.Ordinal) && finalizer is not ("orphan" or "foregroundDeletion" or "kubernetes"))
                errors.Add(FieldError.Invalid(at, finalizer, "name is neither a standard finalizer name nor is it fully qualified"));
        }
        if (finalizers.Contains("orphan") && finalizers.Contains("foregroundDeletion"))
            errors.Add(FieldError.Invalid(path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set"));
    }

    /// <summary>Fills what an update may leave out, then checks what it may not change.</summary>
    public static void ValidateUpdate(ErrorList errors, ObjectMeta meta, ObjectMeta old)
    {
        meta.CreationTimestamp ??= old.CreationTimestamp;
        meta.DeletionTimestamp ??= old.DeletionTimestamp;
        meta.DeletionGracePeriodSeconds ??= old.DeletionGracePeriodSeconds;
        if (meta.Uid.Length == 0) meta.Uid = old.Uid;
        if (old.DeletionTimestamp is not null) ForbidNewFinalizers(errors, meta, old);
        if (meta.Name != old.Name) Immutable(errors, "name", meta.Name);
        if (meta.Namespace != old.Namespace) Immutable(errors, "namespace", meta.Namespace);
        if (meta.Uid != old.Uid) Immutable(errors, "uid", meta.Uid);
        if (!SameSecond(meta.CreationTimestamp, old.CreationTimestamp)) Immutable(errors, "creationTimestamp", meta.CreationTimestamp);
        if (!SameSecond(meta.DeletionTimestamp, old.DeletionTimestamp)) Immutable(errors, "deletionTimestamp", meta.DeletionTimestamp);
        if (meta.DeletionGracePeriodSeconds != old.DeletionGracePeriodSeconds)
            Immutable(errors, "deletionGracePeriodSeconds", meta.DeletionGracePeriodSeconds);
        if (meta.Generation < old.Generation)
            errors.Add(FieldError.Invalid(Root.Child("generation"), meta.Generation, "must not be decremented"));
        ValidateAccessor(errors, meta);
    }

    private static void ForbidNewFinalizers(ErrorList errors, ObjectMeta meta, ObjectMeta old)
    {
        string[] added = [.. (meta.Finalizers ?? []).Except(old.Finalizers ?? []).Order(StringComparer.Ordinal)];
        if (added.Length > 0)
            errors.Add(FieldError.Forbidden(Root.Child("finalizers"),
                $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(GoValue.Quote))}}}"));
    }

    private static void Immutable(ErrorList errors, string field, object? value) =>
        errors.Add(FieldError.Invalid(Root.Child(field), value, "field is immutable"));

    private static bool SameSecond(DateTime? a, DateTime? b) =>
        a is null ? b is null : b is not null && a.Value.Ticks / TimeSpan.TicksPerSecond == b.Value.Ticks / TimeSpan.TicksPerSecond;
}
