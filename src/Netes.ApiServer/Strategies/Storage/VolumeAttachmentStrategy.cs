using Netes.Api.StorageV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.Storage;

namespace Netes.ApiServer.Strategies.Storage;

/// <summary>A volume that is to be, or is, attached to a node: https://kubernetes-csi.github.io/docs/external-attacher.html</summary>
internal sealed class VolumeAttachmentStrategy : Strategy<VolumeAttachment>
{
    public override bool AllowUnconditionalUpdate => false;

    public override bool ReturnsDeletedObject => true;

    public override ITablePrinter Table => StoragePrinters.Attachments;

    public override void PrepareForCreate(VolumeAttachment attachment, StrategyContext context) => attachment.Status = new();

    public override void PrepareForUpdate(VolumeAttachment attachment, VolumeAttachment old, StrategyContext context) =>
        attachment.Status = old.Status;

    public override VolumeAttachment PrepareForStatusUpdate(VolumeAttachment attachment, VolumeAttachment old, StrategyContext context)
    {
        attachment.Spec = old.Spec;
        StatusMetadata.Keep(attachment.Metadata, old.Metadata);
        return attachment;
    }

    public override ErrorList Validate(VolumeAttachment attachment)
    {
        var errors = new ErrorList();
        VolumeAttachmentRules.Validate(errors, attachment);
        return errors;
    }

    public override ErrorList ValidateUpdate(VolumeAttachment attachment, VolumeAttachment old)
    {
        var errors = Validate(attachment);
        VolumeAttachmentRules.Update(errors, attachment, old);
        return errors;
    }

    public override ErrorList ValidateStatusUpdate(VolumeAttachment attachment, VolumeAttachment old) => ValidateUpdate(attachment, old);
}
