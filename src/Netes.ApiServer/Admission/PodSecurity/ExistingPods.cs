using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Resources;
using Netes.Storage;
using Netes.Storage.Caching;

namespace Netes.ApiServer.Admission.PodSecurity;

/// <summary>Says which Pods of a namespace break the standard that it is about to enforce, within a limit of Pods and time.</summary>
internal sealed class ExistingPods(ResourceStore pods, TimeProvider time)
{
    private const int MostPods = 3000;
    private static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(1);

    public async ValueTask<IReadOnlyList<string>> WarningsAsync(string ns, SecurityStandard standard, CancellationToken cancellationToken)
    {
        CacheSnapshot<ResourceItem> now = await pods.Cache.LatestAsync(cancellationToken);
        KeyRange range = KeyRange.Prefix(pods.Definition.Scope(ns));
        int total = now.Count(range), seen = 0;
        long started = time.GetTimestamp();
        var byReasons = new Dictionary<string, (string First, int Count)>();
        foreach (ResourceItem item in now.Range(range).Take(MostPods))
        {
            seen++;
            var pod = (Pod)item.Shared;
            IReadOnlyList<Violation> found = Evaluation.Violations(standard, new PodView(pod.Metadata.Annotations, pod.Spec));
            if (found.Count > 0)
            {
                string reasons = string.Join(", ", found.Select(v => v.Reason));
                byReasons[reasons] = byReasons.TryGetValue(reasons, out var before)
                    ? (string.CompareOrdinal(item.Name, before.First) < 0 ? item.Name : before.First, before.Count + 1) : (item.Name, 1);
            }
            if (time.GetElapsedTime(started) > LongestTime) break;
        }
        var warnings = new List<string>();
        if (seen < total) warnings.Add($"new PodSecurity enforce level only checked against the first {seen} of {total} existing pods");
        if (byReasons.Count > 0)
            warnings.Add($"existing pods in namespace {GoValue.Quote(ns)} violate the new PodSecurity enforce level {GoValue.Quote(standard.ToString())}");
        warnings.AddRange(byReasons.Select(r => Line(r.Value.First, r.Value.Count, r.Key)).Order(StringComparer.Ordinal));
        return warnings;
    }

    private static string Line(string first, int count, string reasons) => count switch
    {
        1 => $"{first}: {reasons}",
        2 => $"{first} (and 1 other pod): {reasons}",
        _ => $"{first} (and {count - 1} other pods): {reasons}",
    };
}
