using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.ApiServer.Resources;
using Netes.Storage;
using Netes.Storage.Caching;

namespace Netes.ApiServer.Admission.Limits;

/// <summary>
/// The plug-in "LimitRanger": gives containers the requests and limits that the namespace's LimitRanges state as defaults, and
/// refuses Pods and claims beyond their bounds (https://kubernetes.io/docs/concepts/policy/limit-range/).
/// </summary>
internal sealed class LimitRanger(ResourceRegistry registry) : IAdmissionPlugin
{
    private readonly ResourceStore ranges = registry.Get("", "v1", "limitranges");

    public string Name => "LimitRanger";

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        // Resources of a running Pod change by resize alone, which states them all.
        if (!Concerns(request) || request.Object is not Pod pod || request.Operation != AdmissionOperation.Create) return;
        foreach (LimitRange range in await RangesAsync(request.Namespace, cancellationToken)) LimitDefaults.Apply(pod, range);
    }

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (!Concerns(request)) return;
        foreach (LimitRange range in await RangesAsync(request.Namespace, cancellationToken))
        {
            List<string> broken = request.Object switch
            {
                Pod pod => LimitBounds.Broken(range, pod.Spec),
                PersistentVolumeClaim claim => LimitBounds.Broken(range, claim),
                _ => [],
            };
            if (broken.Count > 0) throw request.Forbidden(broken.Count == 1 ? broken[0] : "[" + string.Join(", ", broken) + "]");
        }
    }

    private static bool Concerns(AdmissionRequest request)
    {
        if (request.Operation is not (AdmissionOperation.Create or AdmissionOperation.Update)) return false;
        if (request.Old is IApiObject { Metadata.DeletionTimestamp: not null }) return false;
        return request.Is("", "persistentvolumeclaims") || request.Is("", "pods", "resize")
            || request.Is("", "pods") && request.Operation == AdmissionOperation.Create;
    }

    private async ValueTask<IEnumerable<LimitRange>> RangesAsync(string ns, CancellationToken cancellationToken)
    {
        CacheSnapshot<ResourceItem> now = await ranges.Cache.LatestAsync(cancellationToken);
        KeyRange scope = KeyRange.Prefix(ranges.Definition.Scope(ns));
        return now.Count(scope) == 0 ? [] : now.Range(scope).Select(item => (LimitRange)item.Shared);
    }
}
