using Netes.Api.MetaV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Resource;

/// <summary>What a template may say of the metadata of the claims made from it: labels and annotations alone.</summary>
internal static class ClaimTemplateRules
{
    public static void OnlyLabelsAndAnnotations(ErrorList errors, ObjectMeta meta, FieldPath path)
    {
        Check(meta.Name.Length > 0, "name");
        Check(meta.GenerateName.Length > 0, "generateName");
        Check(meta.Namespace.Length > 0, "namespace");
        Check(meta.SelfLink.Length > 0, "selfLink");
        Check(meta.Uid.Length > 0, "uID");    // upstream makes the names from Go's
        Check(meta.ResourceVersion.Length > 0, "resourceVersion");
        Check(meta.Generation != 0, "generation");
        Check(meta.CreationTimestamp is not null, "creationTimestamp");
        Check(meta.DeletionTimestamp is not null, "deletionTimestamp");
        Check(meta.DeletionGracePeriodSeconds is not null, "deletionGracePeriodSeconds");
        Check(meta.OwnerReferences is { Count: > 0 }, "ownerReferences");
        Check(meta.Finalizers is { Count: > 0 }, "finalizers");
        Check(meta.ManagedFields is { Count: > 0 }, "managedFields");

        void Check(bool isSet, string field)
        {
            if (isSet) errors.Add(FieldError.Forbidden(path.Child(field), "cannot be set"));
        }
    }
}
