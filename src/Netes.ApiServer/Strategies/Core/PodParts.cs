using Netes.Api.CoreV1;
using Netes.Api.MetaV1;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>For writes that may change one part of a Pod alone.</summary>
internal static class PodParts
{
    /// <summary>Makes the Pod the stored one again, but for what <paramref name="change"/> takes over and what preconditions look at.</summary>
    public static void KeepAllBut(Pod pod, Pod old, Action<PodSpec> change)
    {
        PodSpec spec = old.Spec.Clone();
        change(spec);
        ObjectMeta given = pod.Metadata, meta = old.Metadata.Clone();
        meta.ResourceVersion = given.ResourceVersion;
        meta.Uid = given.Uid;
        meta.Generation = given.Generation;
        meta.ManagedFields = given.ManagedFields;
        pod.Metadata = meta;
        pod.Spec = spec;
        pod.Status = old.Status.Clone();
    }
}
