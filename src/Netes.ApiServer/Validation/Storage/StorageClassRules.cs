using Netes.Api.StorageV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Storage;

/// <summary>The rules of a StorageClass.</summary>
internal static class StorageClassRules
{
    public static void Validate(ErrorList errors, StorageClass c)
    {
        ParameterRules.Provisioner(errors, c.Provisioner, FieldPath.Of("provisioner"));
        ParameterRules.Parameters(errors, c.Parameters, mayBeEmpty: true, FieldPath.Of("parameters"));
        if (c.ReclaimPolicy is { Length: > 0 } policy) SetRules.OneOf(errors, policy, FieldPath.Of("reclaimPolicy"), "Delete", "Retain");
        var mode = FieldPath.Of("volumeBindingMode");
        if (c.VolumeBindingMode is null) errors.Add(FieldError.Required(mode));
        else SetRules.OneOf(errors, c.VolumeBindingMode, mode, "Immediate", "WaitForFirstConsumer");
        TopologyRules.Allowed(errors, c.AllowedTopologies, FieldPath.Of("allowedTopologies"));
    }

    /// <summary>Volumes were made by what the class said; that stays said.</summary>
    public static void Update(ErrorList errors, StorageClass c, StorageClass old)
    {
        if (!SetRules.Same(c.Parameters, old.Parameters))
            errors.Add(FieldError.Invalid(FieldPath.Of("parameters"), c.Parameters, Messages.Immutable));
        SetRules.Immutable(errors, c.Provisioner, old.Provisioner, FieldPath.Of("provisioner"));
        SetRules.Immutable(errors, c.ReclaimPolicy, old.ReclaimPolicy, FieldPath.Of("reclaimPolicy"));
        SetRules.Immutable(errors, c.VolumeBindingMode, old.VolumeBindingMode, FieldPath.Of("volumeBindingMode"));
    }
}
