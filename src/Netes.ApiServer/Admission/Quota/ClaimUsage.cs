using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission.Quota;

/// <summary>Counts claims and the storage that they ask for, also for each storage class.</summary>
internal sealed class ClaimUsage : IUsageEvaluator
{
    private const string Count = "persistentvolumeclaims";
    private const string Storage = "requests.storage";
    private const string ClassSuffix = ".storageclass.storage.k8s.io/";
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";
    private static readonly string CountName = ObjectCount.NameOf("", Count);

    public bool Handles(AdmissionRequest request) => request.Subresource switch
    {
        "" => request.Operation is AdmissionOperation.Create or AdmissionOperation.Update,
        // What a resize has got so far counts when it is more than what is asked for now.
        "status" => request is { Object: PersistentVolumeClaim now, Old: PersistentVolumeClaim old } && Allocated(now) != Allocated(old),
        _ => false,
    };

    public bool Tracks(string resource) => resource is Count or Storage || resource == CountName
        || resource.EndsWith(ClassSuffix + Count, StringComparison.Ordinal) || resource.EndsWith(ClassSuffix + Storage, StringComparison.Ordinal);

    public bool IsInScope(ScopedResourceSelectorRequirement scope, IApiKind obj)
    {
        if (scope.ScopeName != "VolumeAttributesClass") return false;
        var claim = (PersistentVolumeClaim)obj;
        string[] classes =
        [
            .. new[] { claim.Spec.VolumeAttributesClassName, claim.Status.CurrentVolumeAttributesClassName, claim.Status.ModifyVolumeStatus?.TargetVolumeAttributesClassName }
                .OfType<string>().Where(n => n.Length > 0).Distinct(),
        ];
        return classes.Length == 0 ? QuotaScopes.Matches(scope, "") : classes.Any(c => QuotaScopes.Matches(scope, c));
    }

    public Dictionary<string, Quantity> Usage(IApiKind obj)
    {
        var claim = (PersistentVolumeClaim)obj;
        var usage = new Dictionary<string, Quantity> { [Count] = Quantity.FromUnits(1), [CountName] = Quantity.FromUnits(1) };
        string storageClass = claim.Metadata.Annotations?.GetValueOrDefault(ClassAnnotation) ?? claim.Spec.StorageClassName ?? "";
        if (storageClass.Length > 0) usage[storageClass + ClassSuffix + Count] = Quantity.FromUnits(1);
        if (claim.Spec.Resources.Requests is not { } requests || !requests.TryGetValue("storage", out Quantity storage)) return usage;
        if (Allocated(claim) is { } allocated && allocated > storage) storage = allocated;
        if (!storage.IsInteger) storage = Quantity.FromUnits(storage.Value, storage.Format);
        usage[Storage] = storage;
        if (storageClass.Length > 0) usage[storageClass + ClassSuffix + Storage] = storage;
        return usage;
    }

    private static Quantity? Allocated(PersistentVolumeClaim claim) =>
        claim.Status.AllocatedResources?.TryGetValue("storage", out Quantity storage) == true ? storage : null;
}
