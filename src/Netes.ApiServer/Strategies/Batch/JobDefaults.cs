using Netes.Api.BatchV1;
using Netes.ApiServer.Strategies.Core;

namespace Netes.ApiServer.Strategies.Batch;

/// <summary>The defaults of a Job, also of a CronJob's template.</summary>
internal static class JobDefaults
{
    public static void Apply(JobSpec spec)
    {
        PodDefaults.Apply(spec.Template.Spec);
        // One Pod, unless the number of completions is left to a work queue.
        if (spec.Completions is null && spec.Parallelism is null)
        {
            spec.Completions = 1;
            spec.Parallelism = 1;
        }
        spec.Parallelism ??= 1;
        spec.BackoffLimit ??= spec.BackoffLimitPerIndex is null ? 6 : int.MaxValue;
        spec.CompletionMode ??= "NonIndexed";
        spec.Suspend ??= false;
        spec.ManualSelector ??= false;
        spec.PodReplacementPolicy ??= spec.PodFailurePolicy is null ? "TerminatingOrFailed" : "Failed";
        foreach (var rule in spec.PodFailurePolicy?.Rules ?? [])
        {
            foreach (var pattern in rule.OnPodConditions ?? [])
            {
                if (pattern.Status.Length == 0) pattern.Status = "True";
            }
        }
    }
}
