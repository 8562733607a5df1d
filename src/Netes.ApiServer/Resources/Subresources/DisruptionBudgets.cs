using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Api.PolicyV1;
using Netes.Api.Selectors;
using Netes.ApiServer.Http;
using Netes.Storage;
using Netes.Storage.Caching;

namespace Netes.ApiServer.Resources.Subresources;

/// <summary>The budgets that guard Pods against too many evictions at once (https://kubernetes.io/docs/concepts/workloads/pods/disruptions/).</summary>
internal sealed class DisruptionBudgets(ResourceStore budgets)
{
    private const int Attempts = 20;
    private const int MostUnconfirmed = 2000;
    private const string Refused = "Cannot evict pod as it would violate the pod's disruption budget.";
    private const string Cause = "DisruptionBudget";

    public async ValueTask<List<ResourceItem>> OfAsync(Pod pod, CancellationToken cancellationToken)
    {
        if (pod.Metadata.Labels is null or { Count: 0 }) return [];
        CacheSnapshot<ResourceItem> now = await budgets.Cache.LatestAsync(cancellationToken);
        return [.. now.Range(KeyRange.Prefix(budgets.Definition.Scope(pod.Metadata.Namespace))).Where(item => Covers((PodDisruptionBudget)item.Shared, pod))];
    }

    /// <summary>Pods that aren't ready count for nothing, so that a budget may let them go.</summary>
    public static bool LetsUnhealthyGo(PodDisruptionBudget budget) => budget.Spec.UnhealthyPodEvictionPolicy == "AlwaysAllow"
        || budget.Status.DesiredHealthy > 0 && budget.Status.CurrentHealthy >= budget.Status.DesiredHealthy;

    /// <summary>Takes one disruption from the budget, with compare-and-set.</summary>
    /// <exception cref="ApiException">429 when none is left.</exception>
    public async ValueTask TakeAsync(ResourceItem stored, string pod, DateTime now, bool dryRun, CancellationToken cancellationToken)
    {
        ResourceItem? current = stored;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (current is null) throw ApiErrors.NotFound("policy", "poddisruptionbudgets", stored.Name);
            PodDisruptionBudget next = Without(((PodDisruptionBudget)current.Shared).Clone(), pod, now);
            if (dryRun) return;
            next.Metadata.ResourceVersion = "";
            (StoredObject? done, ResourceItem? other) = await budgets.UpdateAsync(current, ObjectCodec.Encode(next), cancellationToken);
            if (done is not null) return;
            current = other;
        }
        throw new ApiException(new ApiFailure(504, "Timeout", $"Timeout: couldn't update PodDisruptionBudget \"{stored.Name}\" due to conflicts")
        {
            Details = new FailureDetails { RetryAfterSeconds = 10 },
        });
    }

    public static ApiException StillProcessed(string budget) => ApiErrors.TooManyRequests(Refused, 10,
        causes: [new FailureCause(Cause, $"The disruption budget {budget} is still being processed by the server.", "")]);

    /// <summary>The budget once this Pod is on its way out. Its controller notices when the Pod is gone.</summary>
    internal static PodDisruptionBudget Without(PodDisruptionBudget budget, string pod, DateTime now)
    {
        string name = budget.Metadata.Name;
        PodDisruptionBudgetStatus status = budget.Status;
        if (status.ObservedGeneration < budget.Metadata.Generation) throw StillProcessed(name);
        if (status.DisruptionsAllowed < 0) throw ApiErrors.Forbidden("policy", "poddisruptionbudget", name, "pdb disruptions allowed is negative");
        if (status.DisruptedPods?.Count > MostUnconfirmed)
            throw ApiErrors.Forbidden("policy", "poddisruptionbudget", name, "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        if (status.DisruptionsAllowed == 0) throw Exhausted(budget);
        status.DisruptionsAllowed--;
        if (status.DisruptionsAllowed == 0) Deny(status, now);
        (status.DisruptedPods ??= [])[pod] = now;
        return budget;
    }

    private static ApiException Exhausted(PodDisruptionBudget budget)
    {
        PodDisruptionBudgetStatus status = budget.Status;
        string name = budget.Metadata.Name;
        string message = status.Conditions?.Find(c => c is { Type: "DisruptionAllowed", Status: "False", Reason: "SyncFailed" }) is { } failed
            ? $"The disruption budget {name} does not allow evicting pods currently because it failed sync: {failed.Message}"
            : $"The disruption budget {name} needs {status.DesiredHealthy} healthy pods and has {status.CurrentHealthy} currently";
        return ApiErrors.TooManyRequests(Refused, 0, causes: [new FailureCause(Cause, message, "")]);
    }

    private static void Deny(PodDisruptionBudgetStatus status, DateTime now)
    {
        List<Condition> conditions = status.Conditions ??= [];
        Condition? allowed = conditions.Find(c => c.Type == "DisruptionAllowed");
        if (allowed is null) conditions.Add(allowed = new Condition { Type = "DisruptionAllowed" });
        if (allowed.Status != "False") allowed.LastTransitionTime = now;
        allowed.Status = "False";
        allowed.Reason = "InsufficientPods";
        allowed.Message = "";
        allowed.ObservedGeneration = status.ObservedGeneration;
    }

    private static bool Covers(PodDisruptionBudget budget, Pod pod)
    {
        try
        {
            return budget.Spec.Selector.ToSelector().Matches(pod.Metadata.Labels);
        }
        catch (SelectorSyntaxException)
        {
            // What was stored before its rules were checked selects nothing.
            return false;
        }
    }
}
