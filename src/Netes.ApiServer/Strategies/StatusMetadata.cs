using Netes.Api.MetaV1;

namespace Netes.ApiServer.Strategies;

/// <summary>What a write to /status may not change of an object's metadata.</summary>
internal static class StatusMetadata
{
    /// <summary>Labels, annotations, finalizers and owners stay as they are.</summary>
    public static void Keep(ObjectMeta metadata, ObjectMeta old)
    {
        metadata.DeletionTimestamp = old.DeletionTimestamp;
        metadata.Labels = old.Labels;
        metadata.Annotations = old.Annotations;
        metadata.Finalizers = old.Finalizers;
        metadata.OwnerReferences = old.OwnerReferences;
    }
}
