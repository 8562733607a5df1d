using Netes.Api.BatchV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Strategies.Core;
using Netes.ApiServer.Validation.Apps;
using Netes.ApiServer.Validation.Batch;

namespace Netes.ApiServer.Strategies.Batch;

/// <summary>https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/</summary>
internal sealed class CronJobStrategy : Strategy<CronJob>
{
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");

    public override bool HasGeneration => true;

    public override ITablePrinter Table => BatchPrinters.CronJobs;

    public override void Default(CronJob job)
    {
        var spec = job.Spec;
        if (spec.ConcurrencyPolicy.Length == 0) spec.ConcurrencyPolicy = "Allow";
        spec.Suspend ??= false;
        spec.SuccessfulJobsHistoryLimit ??= 3;
        spec.FailedJobsHistoryLimit ??= 1;
        // The Job's own defaults are for the Jobs made of it; those of the Pods stand here already.
        PodDefaults.Apply(spec.JobTemplate.Spec.Template.Spec);
    }

    public override void PrepareForCreate(CronJob job, StrategyContext context)
    {
        job.Status = new();
        var template = job.Spec.JobTemplate.Spec.Template;
        AppArmorAnnotations.Sync(template.Metadata, template.Spec);
    }

    public override void PrepareForUpdate(CronJob job, CronJob old, StrategyContext context) => job.Status = old.Status;

    public override CronJob PrepareForStatusUpdate(CronJob job, CronJob old, StrategyContext context)
    {
        job.Spec = old.Spec;
        return job;
    }

    public override bool DesiredStateChanged(CronJob job, CronJob old) => !job.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(CronJob job)
    {
        var errors = new ErrorList();
        var spec = job.Spec;
        if (spec.Schedule.Length == 0) errors.Add(FieldError.Required(SpecPath.Child("schedule")));
        else CronScheduleRules.Validate(errors, spec.Schedule, SpecPath.Child("schedule"));
        CronScheduleRules.TimeZone(errors, spec.TimeZone, SpecPath.Child("timeZone"));
        WorkloadRules.NonNegative(errors, spec.StartingDeadlineSeconds, SpecPath.Child("startingDeadlineSeconds"));
        if (spec.ConcurrencyPolicy is not ("Allow" or "Forbid" or "Replace"))
        {
            errors.Add(FieldError.NotSupported(SpecPath.Child("concurrencyPolicy"), spec.ConcurrencyPolicy, "Allow", "Forbid", "Replace"));
        }
        JobRules.Common(errors, spec.JobTemplate.Spec, SpecPath.Child("jobTemplate", "spec"));
        SelectorIsMadeLater(errors, spec.JobTemplate.Spec, SpecPath.Child("jobTemplate", "spec"));
        WorkloadRules.NonNegative(errors, spec.SuccessfulJobsHistoryLimit, SpecPath.Child("successfulJobsHistoryLimit"));
        WorkloadRules.NonNegative(errors, spec.FailedJobsHistoryLimit, SpecPath.Child("failedJobsHistoryLimit"));
        return errors;
    }

    private static void SelectorIsMadeLater(ErrorList errors, JobSpec spec, FieldPath path)
    {
        if (spec.Selector is not null)
            errors.Add(FieldError.Invalid(path.Child("selector"), WorkloadRules.Text(spec.Selector), "`selector` will be auto-generated"));
        if (spec.ManualSelector is true) errors.Add(FieldError.NotSupported(path.Child("manualSelector"), true, "nil", "false"));
    }

    public override IEnumerable<string> WarningsOnCreate(CronJob job) => PodWarnings.Of(job.Spec.JobTemplate.Spec.Template.Spec,
        job.Spec.JobTemplate.Spec.Template.Metadata, SpecPath.Child("jobTemplate", "spec").Child("template", "spec"));
}
