using Netes.Api.StorageV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Storage;

/// <summary>The rules of a CSIDriver.</summary>
internal static class CsiDriverRules
{
    private const long LeastSeconds = 600;
    private const long MostSeconds = 1L << 32;
    private const long LeastUpdatePeriod = 10;

    public static void Validate(ErrorList errors, CSIDriverSpec spec, FieldPath path)
    {
        // The API server has always named this field so.
        Set(errors, spec.AttachRequired, path.Child("attachedRequired"));
        Set(errors, spec.PodInfoOnMount, path.Child("podInfoOnMount"));
        Set(errors, spec.StorageCapacity, path.Child("storageCapacity"));
        var policy = path.Child("fsGroupPolicy");
        if (spec.FsGroupPolicy is null) errors.Add(FieldError.Required(policy));
        else SetRules.OneOf(errors, spec.FsGroupPolicy, policy, "File", "None", "ReadWriteOnceWithFSType");
        Tokens(errors, spec.TokenRequests, path.Child("tokenRequests"));
        foreach (var mode in spec.VolumeLifecycleModes ?? [])
            SetRules.OneOf(errors, mode, path.Child("volumeLifecycleModes"), "Persistent", "Ephemeral");
        Set(errors, spec.SeLinuxMount, path.Child("seLinuxMount"));
        if (spec.NodeAllocatableUpdatePeriodSeconds < LeastUpdatePeriod)
        {
            errors.Add(FieldError.Invalid(path.Child("nodeAllocatableUpdatePeriodSeconds"), spec.NodeAllocatableUpdatePeriodSeconds,
                "must be greater than or equal to 10 seconds"));
        }
    }

    public static void Update(ErrorList errors, CSIDriverSpec spec, CSIDriverSpec old, FieldPath path)
    {
        if (spec.AttachRequired != old.AttachRequired)
            errors.Add(FieldError.Invalid(path.Child("attachedRequired"), spec.AttachRequired, Messages.Immutable));
        if (!SetRules.Same(spec.VolumeLifecycleModes, old.VolumeLifecycleModes))
            errors.Add(FieldError.Invalid(path.Child("volumeLifecycleModes"), spec.VolumeLifecycleModes, Messages.Immutable));
    }

    private static void Set(ErrorList errors, bool? value, FieldPath path)
    {
        if (value is null) errors.Add(FieldError.Required(path));
    }

    private static void Tokens(ErrorList errors, List<TokenRequest>? requests, FieldPath path)
    {
        var audiences = new HashSet<string>();
        for (var i = 0; i < (requests?.Count ?? 0); i++)
        {
            var request = requests![i];
            if (!audiences.Add(request.Audience))
            {
                errors.Add(FieldError.Duplicate(path.Index(i).Child("audience"), request.Audience));
                continue;
            }
            var seconds = path.Index(i).Child("expirationSeconds");
            if (request.ExpirationSeconds < LeastSeconds)
                errors.Add(FieldError.Invalid(seconds, request.ExpirationSeconds, "may not specify a duration less than 10 minutes"));
            if (request.ExpirationSeconds > MostSeconds)
                errors.Add(FieldError.Invalid(seconds, request.ExpirationSeconds, "may not specify a duration larger than 2^32 seconds"));
        }
    }
}
