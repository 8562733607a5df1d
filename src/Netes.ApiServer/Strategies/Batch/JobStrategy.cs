using Netes.Api.BatchV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Strategies.Core;
using Netes.ApiServer.Validation.Batch;

namespace Netes.ApiServer.Strategies.Batch;

/// <summary>https://kubernetes.io/docs/concepts/workloads/controllers/job/</summary>
internal sealed class JobStrategy : Strategy<Job>
{
    private static readonly FieldPath SpecPath = FieldPath.Of("spec");

    public override bool HasGeneration => true;

    public override bool OrphansByDefault => true;

    public override ITablePrinter Table => BatchPrinters.Jobs;

    public override IReadOnlyList<string> SelectableFields { get; } = ["status.successful"];

    public override string SelectableField(Job job, string field) =>
        job.Status.Succeeded.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public override void Default(Job job)
    {
        JobDefaults.Apply(job.Spec);
        // The template's labels serve where the Job has none.
        if (job.Metadata.Labels is not { Count: > 0 } && job.Spec.Template.Metadata.Labels is { Count: > 0 } labels)
            job.Metadata.Labels = new(labels);
    }

    public override void PrepareForCreate(Job job, StrategyContext context)
    {
        job.Status = new();
        AppArmorAnnotations.Sync(job.Spec.Template.Metadata, job.Spec.Template.Spec);
        if (job.Spec.ManualSelector is not true) JobSelector.Generate(job);
    }

    public override void PrepareForUpdate(Job job, Job old, StrategyContext context) => job.Status = old.Status;

    public override Job PrepareForStatusUpdate(Job job, Job old, StrategyContext context)
    {
        job.Spec = old.Spec;
        return job;
    }

    public override bool DesiredStateChanged(Job job, Job old) => !job.Spec.DeepEquals(old.Spec);

    public override ErrorList Validate(Job job)
    {
        var errors = new ErrorList();
        JobRules.Validate(errors, job, SpecPath);
        return errors;
    }

    public override ErrorList ValidateUpdate(Job job, Job old)
    {
        var errors = new ErrorList();
        JobRules.Validate(errors, job, SpecPath);
        JobRules.Update(errors, job.Spec, old.Spec, SpecPath);
        return errors;
    }

    public override IEnumerable<string> WarningsOnCreate(Job job) =>
        PodWarnings.Of(job.Spec.Template.Spec, job.Spec.Template.Metadata, SpecPath.Child("template", "spec"));
}
