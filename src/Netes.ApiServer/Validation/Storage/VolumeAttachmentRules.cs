using System.Text;
using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.StorageV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Core;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Storage;

/// <summary>The rules of a VolumeAttachment.</summary>
internal static class VolumeAttachmentRules
{
    private const int MaxMetadataBytes = 256 * 1024;
    private const int MaxErrorBytes = 1024;

    public static void Validate(ErrorList errors, VolumeAttachment attachment)
    {
        var spec = attachment.Spec;
        var path = FieldPath.Of("spec");
        RemoteVolumeRules.CsiDriverName(errors, spec.Attacher, path.Child("attacher"));
        Source(errors, spec.Source, path.Child("source"));
        errors.AddInvalid(path.Child("nodeName"), spec.NodeName, NameRules.DnsSubdomain(spec.NodeName));
        Status(errors, attachment.Status, FieldPath.Of("status"));
        // Last, and also where there should be no name: v1 adds this to the rules of the versions before it.
        if (spec.Source.PersistentVolumeName is { } name)
            errors.AddInvalid(path.Child("source", "persistentVolumeName"), name, NameRules.DnsSubdomain(name));
    }

    public static void Update(ErrorList errors, VolumeAttachment attachment, VolumeAttachment old)
    {
        if (!attachment.Spec.DeepEquals(old.Spec))
            errors.Add(FieldError.Invalid(FieldPath.Of("spec"), Text(attachment.Spec), Messages.Immutable));
    }

    private static void Source(ErrorList errors, VolumeAttachmentSource source, FieldPath path)
    {
        const string One = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
        switch (source.InlineVolumeSpec, source.PersistentVolumeName)
        {
            case (null, null):
                errors.Add(FieldError.Required(path, One));
                break;
            case (not null, not null):
                errors.Add(FieldError.Forbidden(path, One));
                break;
            case (null, ""):
                errors.Add(FieldError.Required(path.Child("persistentVolumeName"), "must specify non empty persistentVolumeName"));
                break;
            case ({ } spec, null):
                Inline(errors, spec, path.Child("inlineVolumeSpec"));
                break;
        }
    }

    private static void Inline(ErrorList errors, PersistentVolumeSpec spec, FieldPath path)
    {
        const string NotHere = "may not be specified in the context of inline volumes";
        if (spec.ClaimRef is not null) errors.Add(FieldError.Forbidden(path.Child("claimRef"), NotHere));
        if (spec.Capacity is { Count: > 0 }) errors.Add(FieldError.Forbidden(path.Child("capacity"), NotHere));
        if (spec.Csi is null) errors.Add(FieldError.Required(path.Child("csi"), "has to be specified in the context of inline volumes"));
        ClaimRules.AccessModes(errors, spec.AccessModes, path.Child("accessModes"));
        if (spec.Csi is not { } csi) return;
        RemoteVolumeRules.CsiDriverName(errors, csi.Driver, path.Child("csi", "driver"));
        VolumeRules.Required(errors, csi.VolumeHandle, path.Child("csi", "volumeHandle"));
    }

    private static void Status(ErrorList errors, VolumeAttachmentStatus status, FieldPath path)
    {
        var bytes = 0L;
        foreach (var (key, value) in status.AttachmentMetadata ?? [])
            bytes += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
        if (bytes > MaxMetadataBytes) errors.Add(FieldError.TooLong(path.Child("attachmentMetadata"), MaxMetadataBytes));
        Error(errors, status.AttachError, path.Child("attachError"));
        Error(errors, status.DetachError, path.Child("detachError"));
    }

    private static void Error(ErrorList errors, VolumeError? error, FieldPath path)
    {
        if (error is not null && Encoding.UTF8.GetByteCount(error.Message) > MaxErrorBytes)
            errors.Add(FieldError.TooLong(path.Child("message"), MaxErrorBytes));
    }

    private static JsonText Text(VolumeAttachmentSpec spec) => new GoStruct().Add("Attacher", spec.Attacher)
        .Add("Source", new GoStruct().Add("PersistentVolumeName", spec.Source.PersistentVolumeName)
            .Add("InlineVolumeSpec", spec.Source.InlineVolumeSpec is { } v
                ? new JsonText(Encoding.UTF8.GetString(ApiJson.SerializeValue(v))) : null).Text)
        .Add("NodeName", spec.NodeName).Text;
}
