using System.Collections.Concurrent;
using Netes.Api;
using Netes.ApiServer.Resources;
using Netes.Storage;
using Netes.Storage.Caching;

namespace Netes.ApiServer.Admission.Quota;

/// <summary>
/// The plug-in "ResourceQuota": refuses what would take more of a namespace than its quotas allow, and adds what it lets through to
/// their status, so that nobody else can take it (https://kubernetes.io/docs/concepts/policy/resource-quotas/).
/// A namespace without quotas costs two look-ups. In one with quotas, requests that come together are charged together.
/// </summary>
internal sealed class ResourceQuotaAdmission : IAdmissionPlugin
{
    private readonly ResourceStore quotas;
    private readonly QuotaLedger ledger;
    private readonly ConcurrentDictionary<(string Group, string Plural), IUsageEvaluator> evaluators = new();

    public ResourceQuotaAdmission(ResourceRegistry registry, TimeProvider time)
    {
        quotas = registry.Get("", "v1", "resourcequotas");
        ledger = new QuotaLedger(quotas);
        evaluators[("", "pods")] = new PodUsage(time);
        evaluators[("", "persistentvolumeclaims")] = new ClaimUsage();
        evaluators[("", "services")] = new ServiceUsage();
        evaluators[("resource.k8s.io", "resourceclaims")] = new DeviceClaimUsage();
    }

    public string Name => "ResourceQuota";

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation is not (AdmissionOperation.Create or AdmissionOperation.Update) || request.Object is null) return;
        if (!request.Resource.Type.Namespaced || request.Namespace.Length == 0 || IsFree(request)) return;
        CacheSnapshot<ResourceItem> now = await quotas.Cache.LatestAsync(cancellationToken);
        if (now.Count(KeyRange.Prefix(quotas.Definition.Scope(request.Namespace))) == 0) return;
        IUsageEvaluator evaluator = evaluators.GetOrAdd((request.Resource.Group, request.Resource.Plural), static key => new ObjectCount(key.Group, key.Plural));
        if (evaluator.Handles(request)) await ledger.ChargeAsync(request, evaluator);
    }

    /// <summary>Events and questions take nothing; of subresources only those that change what an object takes.</summary>
    private static bool IsFree(AdmissionRequest request) => (request.Resource.Group, request.Resource.Plural, request.Subresource) switch
    {
        ("" or "events.k8s.io", "events", _) or ("", "bindings", _) or ("authorization.k8s.io", _, _) => true,
        ("", "pods", "resize") or ("", "persistentvolumeclaims", "status") => false,
        (_, _, { Length: > 0 }) => true,
        _ => false,
    };
}
