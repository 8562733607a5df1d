using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission.Quota;

/// <summary>Whether a request fits into quotas, and what they hold if it goes through.</summary>
internal static class QuotaCheck
{
    /// <summary>Adds the request's usage to the quotas that it concerns, replacing those in the list with changed copies.</summary>
    /// <returns>Why it doesn't fit, in upstream's words; null when it does. The list stays as it was when it doesn't.</returns>
    public static string? Charge(List<ResourceQuota> quotas, AdmissionRequest request, IUsageEvaluator evaluator)
    {
        IApiKind obj = request.Object!;
        var concerned = new List<int>();
        for (int i = 0; i < quotas.Count; i++)
        {
            ResourceQuota quota = quotas[i];
            if (!Matches(quota, obj, evaluator)) continue;
            string[] limited = [.. (quota.Status.Hard ?? []).Keys.Where(evaluator.Tracks)];
            if (evaluator.Missing(limited, obj) is { } missing) return $"failed quota: {quota.Metadata.Name}: {missing}";
            if (limited.Any(name => quota.Status.Used?.ContainsKey(name) != true))
                return $"status unknown for quota: {quota.Metadata.Name}, resources: {string.Join(",", limited.Order(StringComparer.Ordinal))}";
            concerned.Add(i);
        }
        if (concerned.Count == 0) return null;
        Dictionary<string, Quantity> usage = evaluator.Usage(obj);
        string[] negative = [.. usage.Where(u => u.Value.Sign < 0).Select(u => u.Key).Order(StringComparer.Ordinal)];
        if (negative.Length > 0) return "quota usage is negative for resource(s): " + string.Join(",", negative);
        Dictionary<string, Quantity>? before = request.Operation == AdmissionOperation.Update && request.Old is { } old ? evaluator.Usage(old) : null;
        var changed = new List<(int Index, ResourceQuota Quota)>();
        foreach (int index in concerned)
        {
            bool counted = before is not null && Matches(quotas[index], request.Old!, evaluator);
            Dictionary<string, Quantity> more = More(usage, counted ? before : null);
            if (more.Count == 0) continue;
            if (Add(quotas[index], more, mayExceed: request.Subresource == "status", out ResourceQuota next) is { } exceeded) return exceeded;
            changed.Add((index, next));
        }
        foreach ((int index, ResourceQuota next) in changed) quotas[index] = next;
        return null;
    }

    private static bool Matches(ResourceQuota quota, IApiKind obj, IUsageEvaluator evaluator) =>
        (quota.Status.Hard ?? []).Keys.Any(evaluator.Tracks) && QuotaScopes.Of(quota).All(scope => evaluator.IsInScope(scope, obj));

    /// <summary>What is used beyond what was used before: releases are the controller's to notice.</summary>
    private static Dictionary<string, Quantity> More(Dictionary<string, Quantity> usage, Dictionary<string, Quantity>? before)
    {
        var more = new Dictionary<string, Quantity>();
        foreach ((string name, Quantity amount) in usage)
        {
            Quantity delta = before?.TryGetValue(name, out Quantity earlier) == true ? amount - earlier : amount;
            if (delta.Sign > 0) more[name] = delta;
        }
        return more;
    }

    private static string? Add(ResourceQuota quota, Dictionary<string, Quantity> more, bool mayExceed, out ResourceQuota next)
    {
        next = quota.Clone();
        Dictionary<string, Quantity> used = next.Status.Used ??= [], hard = quota.Status.Hard ?? [];
        string[] limited = [.. more.Keys.Where(hard.ContainsKey).Order(StringComparer.Ordinal)];
        foreach (string name in limited) used[name] = used.GetValueOrDefault(name) + more[name];
        string[] exceeded = mayExceed ? [] : [.. limited.Where(name => used[name] > hard[name])];
        if (exceeded.Length == 0) return null;
        return $"exceeded quota: {quota.Metadata.Name}, requested: {List(more)}, used: {List(quota.Status.Used ?? [])}, limited: {List(hard)}";

        string List(Dictionary<string, Quantity> amounts) =>
            string.Join(",", exceeded.Where(amounts.ContainsKey).Select(name => $"{name}={amounts[name]}"));
    }
}
