using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Api.StorageV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

/// <summary>The tables of storage.</summary>
internal static class StoragePrinters
{
    public static ITablePrinter Volumes { get; } = new RowPrinter<PersistentVolume>(
        [
            Columns.Name, Columns.Text("Capacity", "How much fits."), Columns.Text("Access Modes", "How it may be mounted."),
            Columns.Text("Reclaim Policy", "What becomes of it when its claim goes."), Columns.Text("Status", "Whether it is in use."),
            Columns.Text("Claim", "Who uses it."), Columns.Text("StorageClass", "Its class."),
            Columns.Text("VolumeAttributesClass", "Its class of attributes."), Columns.Text("Reason", "Why it is in its state."), Columns.Age,
            Columns.Text("VolumeMode", "A file system or a block device.", 1),
        ],
        (volume, now) =>
        [
            volume.Metadata.Name, Storage(volume.Spec.Capacity), Modes(volume.Spec.AccessModes), volume.Spec.PersistentVolumeReclaimPolicy,
            volume.Metadata.DeletionTimestamp is null ? volume.Status.Phase : "Terminating",
            volume.Spec.ClaimRef is { } claim ? claim.Namespace + "/" + claim.Name : "", volume.Spec.StorageClassName,
            volume.Spec.VolumeAttributesClassName ?? Cells.Unset, volume.Status.Reason, Cells.Age(volume.Metadata, now),
            volume.Spec.VolumeMode ?? Cells.Unset,
        ]);

    public static ITablePrinter Claims { get; } = new RowPrinter<PersistentVolumeClaim>(
        [
            Columns.Name, Columns.Text("Status", "Whether a volume was found."), Columns.Text("Volume", "The volume."),
            Columns.Text("Capacity", "How much fits."), Columns.Text("Access Modes", "How it may be mounted."),
            Columns.Text("StorageClass", "The class asked for."), Columns.Text("VolumeAttributesClass", "The class of attributes asked for."),
            Columns.Age, Columns.Text("VolumeMode", "A file system or a block device.", 1),
        ],
        (claim, now) =>
        {
            var bound = claim.Spec.VolumeName.Length > 0;
            return
            [
                claim.Metadata.Name, claim.Metadata.DeletionTimestamp is null ? claim.Status.Phase : "Terminating", claim.Spec.VolumeName,
                bound ? Storage(claim.Status.Capacity) : "", bound ? Modes(claim.Status.AccessModes) : "", claim.Spec.StorageClassName ?? "",
                claim.Spec.VolumeAttributesClassName ?? Cells.Unset, Cells.Age(claim.Metadata, now), claim.Spec.VolumeMode ?? Cells.Unset,
            ];
        });

    public static ITablePrinter Classes { get; } = new RowPrinter<StorageClass>(
        [
            Columns.Name, Columns.Text("Provisioner", "Who makes volumes."), Columns.Text("ReclaimPolicy", "What becomes of volumes."),
            Columns.Text("VolumeBindingMode", "When volumes are made."), Columns.Text("AllowVolumeExpansion", "Whether volumes may grow."), Columns.Age,
        ],
        (c, now) =>
        [
            Named(c.Metadata, "storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"),
            c.Provisioner, c.ReclaimPolicy ?? "Delete", c.VolumeBindingMode ?? Cells.Unset, c.AllowVolumeExpansion is true ? "true" : "false",
            Cells.Age(c.Metadata, now),
        ]);

    public static ITablePrinter Drivers { get; } = new RowPrinter<CSIDriver>(
        [
            Columns.Name, Columns.Flag("AttachRequired", "Whether volumes are attached first."),
            Columns.Flag("PodInfoOnMount", "Whether the driver hears of the Pod."),
            Columns.Flag("StorageCapacity", "Whether the driver says how much is left."),
            Columns.Text("TokenRequests", "For whom the driver gets tokens."),
            Columns.Flag("RequiresRepublish", "Whether volumes are published again and again."),
            Columns.Text("Modes", "The lives that a volume may have."), Columns.Age,
        ],
        (driver, now) =>
        [
            driver.Metadata.Name, driver.Spec.AttachRequired ?? true, driver.Spec.PodInfoOnMount ?? false, driver.Spec.StorageCapacity ?? false,
            driver.Spec.TokenRequests is { Count: > 0 } tokens ? string.Join(',', tokens.Select(t => t.Audience)) : Cells.Unset,
            driver.Spec.RequiresRepublish ?? false,
            driver.Spec.VolumeLifecycleModes is { Count: > 0 } modes ? string.Join(',', modes) : Cells.None, Cells.Age(driver.Metadata, now),
        ]);

    public static ITablePrinter Nodes { get; } = new RowPrinter<CSINode>(
        [Columns.Name, Columns.Number("Drivers", "How many drivers the node has."), Columns.Age],
        (node, now) => [node.Metadata.Name, node.Spec.Drivers?.Count ?? 0, Cells.Age(node.Metadata, now)]);

    public static ITablePrinter Attachments { get; } = new RowPrinter<VolumeAttachment>(
        [
            Columns.Name, new TableColumn("Attacher", Format: "name", Description: "The driver."), Columns.Text("PV", "The volume."),
            Columns.Text("Node", "Where it goes."), Columns.Flag("Attached", "Whether it is there."), Columns.Age,
        ],
        (attachment, now) =>
        [
            attachment.Metadata.Name, attachment.Spec.Attacher, attachment.Spec.Source.PersistentVolumeName ?? "", attachment.Spec.NodeName,
            attachment.Status.Attached, Cells.Age(attachment.Metadata, now),
        ]);

    public static ITablePrinter AttributesClasses { get; } = new RowPrinter<VolumeAttributesClass>(
        [Columns.Name, Columns.Text("DriverName", "Who understands it."), Columns.Age],
        (c, now) =>
        [Named(c.Metadata, "volumeattributesclass.alpha.kubernetes.io/is-default-class"), c.DriverName, Cells.Age(c.Metadata, now)]);

    /// <summary>A class's name, and whether an annotation makes it the default.</summary>
    private static string Named(ObjectMeta metadata, params ReadOnlySpan<string> annotations)
    {
        foreach (var annotation in annotations)
        {
            if (metadata.Annotations?.GetValueOrDefault(annotation) == "true") return metadata.Name + " (default)";
        }
        return metadata.Name;
    }

    private static string Storage(Dictionary<string, Quantity>? amounts) =>
        amounts is not null && amounts.TryGetValue("storage", out var storage) ? storage.ToString() : "";

    private static string Modes(List<string>? modes) => string.Join(',', (modes ?? []).Distinct().Select(m => m switch
    {
        "ReadWriteOnce" => "RWO",
        "ReadOnlyMany" => "ROX",
        "ReadWriteMany" => "RWX",
        "ReadWriteOncePod" => "RWOP",
        _ => m,
    }));
}
