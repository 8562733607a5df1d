using Netes.Api.BatchV1;
using Netes.Api.Validation;
using Netes.ApiServer.Strategies.Batch;
using Netes.ApiServer.Validation.Apps;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Batch;

/// <summary>The rules of a Job.</summary>
internal static class JobRules
{
    private const int MaxIndexedParallelism = 100000;

    public static void Validate(ErrorList errors, Job job, FieldPath path)
    {
        var spec = job.Spec;
        GeneratedLabels(errors, job, path);
        Common(errors, spec, path);
        if (spec.Selector is not null) LabelRules.Selector(errors, spec.Selector, path.Child("selector"));
        else errors.Add(FieldError.Required(path.Child("selector")));
        if (LabelSelectors.TryParse(spec.Selector, out var selector) &&
            !selector.Matches(spec.Template.Metadata.Labels))
        {
            errors.Add(FieldError.Invalid(path.Child("template").Child("metadata", "labels"), spec.Template.Metadata.Labels,
                "`selector` does not match template `labels`"));
        }
    }

    private static void GeneratedLabels(ErrorList errors, Job job, FieldPath path)
    {
        if (job.Spec.ManualSelector is true) return;
        var labels = job.Spec.Template.Metadata.Labels;
        var at = path.Child("template").Child("metadata", "labels");
        foreach (var (key, value) in (ReadOnlySpan<(string, string)>)
            [
                (JobSelector.OldControllerUid, job.Metadata.Uid), (JobSelector.ControllerUid, job.Metadata.Uid),
                (JobSelector.OldJobName, job.Metadata.Name), (JobSelector.JobName, job.Metadata.Name),
            ])
        {
            if (labels?.TryGetValue(key, out var actual) is not true) errors.Add(FieldError.Required(at.Key(key), $"must be '{value}'"));
            else if (actual != value) errors.Add(FieldError.Invalid(at.Key(key), labels, $"must be '{value}'"));
        }
        var expected = job.Spec.Selector?.MatchLabels is { Count: 1 } match && match.ContainsKey(JobSelector.ControllerUid) &&
            job.Spec.Selector.MatchExpressions is not { Count: > 0 };
        if (!expected) errors.Add(FieldError.Invalid(path.Child("selector"), WorkloadRules.Text(job.Spec.Selector), "`selector` not auto-generated"));
    }

    /// <summary>The rules that also hold for a CronJob's template.</summary>
    public static void Common(ErrorList errors, JobSpec spec, FieldPath path)
    {
        WorkloadRules.NonNegative(errors, spec.Parallelism, path.Child("parallelism"));
        WorkloadRules.NonNegative(errors, spec.Completions, path.Child("completions"));
        WorkloadRules.NonNegative(errors, spec.ActiveDeadlineSeconds, path.Child("activeDeadlineSeconds"));
        WorkloadRules.NonNegative(errors, spec.BackoffLimit, path.Child("backoffLimit"));
        WorkloadRules.NonNegative(errors, spec.TtlSecondsAfterFinished, path.Child("ttlSecondsAfterFinished"));
        WorkloadRules.NonNegative(errors, spec.BackoffLimitPerIndex, path.Child("backoffLimitPerIndex"));
        WorkloadRules.NonNegative(errors, spec.MaxFailedIndexes, path.Child("maxFailedIndexes"));
        if (spec.MaxFailedIndexes is not null && spec.BackoffLimitPerIndex is null)
            errors.Add(FieldError.Required(path.Child("backoffLimitPerIndex"), "when maxFailedIndexes is specified"));
        ManagedBy(errors, spec.ManagedBy, path.Child("managedBy"));
        Indexed(errors, spec, path);
        if (spec.PodFailurePolicy is { } policy) JobFailurePolicyRules.Validate(errors, spec, policy, path.Child("podFailurePolicy"));
        JobSuccessPolicyRules.Validate(errors, spec, path.Child("successPolicy"));
        Replacement(errors, spec, path.Child("podReplacementPolicy"));
        PodTemplateRules.Validate(errors, spec.Template, path.Child("template"));
        RestartPolicy(errors, spec, path.Child("template", "spec").Child("restartPolicy"));
    }

    /// <summary>Where a policy says what failures mean, only Pods that failed for good are replaced.</summary>
    private static void Replacement(ErrorList errors, JobSpec spec, FieldPath path)
    {
        if (spec.PodReplacementPolicy is not { } policy) return;
        string[] supported = spec.PodFailurePolicy is null ? ["Failed", "TerminatingOrFailed"] : ["Failed"];
        if (!supported.Contains(policy)) errors.Add(FieldError.NotSupported(path, policy, supported));
    }

    private static void ManagedBy(ErrorList errors, string? managedBy, FieldPath path)
    {
        if (managedBy is null) return;
        var slash = managedBy.IndexOf('/');
        if (slash <= 0 || slash == managedBy.Length - 1)
            errors.Add(FieldError.Invalid(path, managedBy, "must be a domain-prefixed path (such as \"acme.io/foo\")"));
        else errors.AddInvalid(path, managedBy[..slash], NameRules.DnsSubdomain(managedBy[..slash]));
        if (managedBy.Length > 63) errors.Add(FieldError.TooLong(path, 63));
    }

    private static void Indexed(ErrorList errors, JobSpec spec, FieldPath path)
    {
        if (spec.CompletionMode is not (null or "NonIndexed" or "Indexed"))
        {
            errors.Add(FieldError.NotSupported(path.Child("completionMode"), spec.CompletionMode, "NonIndexed", "Indexed"));
            return;
        }
        if (spec.CompletionMode != "Indexed")
        {
            if (spec.BackoffLimitPerIndex is { } perIndex)
                errors.Add(FieldError.Invalid(path.Child("backoffLimitPerIndex"), perIndex, "requires indexed completion mode"));
            if (spec.MaxFailedIndexes is { } failed)
                errors.Add(FieldError.Invalid(path.Child("maxFailedIndexes"), failed, "requires indexed completion mode"));
            return;
        }
        if (spec.Completions is null) errors.Add(FieldError.Required(path.Child("completions"), "when completion mode is Indexed"));
        if (spec.Parallelism > MaxIndexedParallelism)
        {
            errors.Add(FieldError.Invalid(path.Child("parallelism"), spec.Parallelism,
                $"must be less than or equal to {MaxIndexedParallelism} when completion mode is Indexed"));
        }
        if (spec.Completions is { } completions && spec.MaxFailedIndexes > completions)
            errors.Add(FieldError.Invalid(path.Child("maxFailedIndexes"), spec.MaxFailedIndexes, "must be less than or equal to completions"));
    }

    private static void RestartPolicy(ErrorList errors, JobSpec spec, FieldPath path)
    {
        var policy = spec.Template.Spec.RestartPolicy;
        if (policy is "Always" or "") errors.Add(FieldError.Required(path, "valid values: \"OnFailure\", \"Never\""));
        else if (policy is not ("OnFailure" or "Never")) errors.Add(FieldError.NotSupported(path, policy, "OnFailure", "Never"));
        else if (spec.PodFailurePolicy is not null && policy != "Never")
            errors.Add(FieldError.Invalid(path, policy, "only \"Never\" is supported when podFailurePolicy is specified"));
    }

    public static void Update(ErrorList errors, JobSpec spec, JobSpec old, FieldPath path)
    {
        // An Indexed Job may grow or shrink with its parallelism (KEP-3715).
        if (spec.Completions != old.Completions)
        {
            if (spec.CompletionMode != "Indexed" || spec.Completions is null || old.Completions is null)
                errors.Add(FieldError.Invalid(path.Child("completions"), spec.Completions, Messages.Immutable));
            else if (spec.Completions != spec.Parallelism)
            {
                errors.Add(FieldError.Invalid(path.Child("completions"), spec.Completions,
                    "can only be modified in tandem with spec.parallelism"));
            }
        }
        WorkloadRules.ImmutableSelector(errors, spec.Selector, old.Selector, path.Child("selector"));
        if (!SameTemplate(spec, old)) errors.Add(FieldError.Invalid(path.Child("template"),
            new JsonText(System.Text.Encoding.UTF8.GetString(Netes.Api.ApiJson.SerializeValue(spec.Template))), Messages.Immutable));
        if (spec.CompletionMode != old.CompletionMode)
            errors.Add(FieldError.Invalid(path.Child("completionMode"), spec.CompletionMode, Messages.Immutable));
        if (spec.BackoffLimitPerIndex != old.BackoffLimitPerIndex)
            errors.Add(FieldError.Invalid(path.Child("backoffLimitPerIndex"), spec.BackoffLimitPerIndex, Messages.Immutable));
        if (spec.ManagedBy != old.ManagedBy) errors.Add(FieldError.Invalid(path.Child("managedBy"), spec.ManagedBy, Messages.Immutable));
    }

    /// <summary>While a Job that never started is suspended, where its Pods may run may change (KEP-2926).</summary>
    private static bool SameTemplate(JobSpec spec, JobSpec old)
    {
        if (spec.Template.DeepEquals(old.Template)) return true;
        if (old.Suspend is not true) return false;
        var moved = old.Template.Clone();
        moved.Spec.Affinity = spec.Template.Spec.Affinity;
        moved.Spec.NodeSelector = spec.Template.Spec.NodeSelector;
        moved.Spec.Tolerations = spec.Template.Spec.Tolerations;
        moved.Spec.SchedulingGates = spec.Template.Spec.SchedulingGates;
        moved.Metadata.Labels = spec.Template.Metadata.Labels;
        moved.Metadata.Annotations = spec.Template.Metadata.Annotations;
        return spec.Template.DeepEquals(moved);
    }
}
