using Netes.Api.BatchV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

/// <summary>The tables of Jobs and CronJobs.</summary>
internal static class BatchPrinters
{
    public static ITablePrinter Jobs { get; } = new RowPrinter<Job>(
        [
            Columns.Name, Columns.Text("Status", "How the Job stands."), Columns.Text("Completions", "How many Pods succeeded of those needed."),
            Columns.Text("Duration", "How long it ran or has been running."), Columns.Age, Columns.Containers, Columns.Images, Columns.Selector,
        ],
        (job, now) =>
        [
            job.Metadata.Name, Status(job), Completions(job), Duration(job, now), Cells.Age(job.Metadata, now),
            Cells.ContainerNames(job.Spec.Template.Spec), Cells.Images(job.Spec.Template.Spec), Cells.Selector(job.Spec.Selector),
        ]);

    public static ITablePrinter CronJobs { get; } = new RowPrinter<CronJob>(
        [
            Columns.Name, Columns.Text("Schedule", "When it runs."), Columns.Text("Timezone", "In whose time."),
            Columns.Flag("Suspend", "Whether it is halted."), Columns.Number("Active", "How many of its Jobs run."),
            Columns.Text("Last Schedule", "The time since it last made a Job."), Columns.Age, Columns.Containers, Columns.Images, Columns.Selector,
        ],
        (job, now) =>
        [
            job.Metadata.Name, job.Spec.Schedule, job.Spec.TimeZone ?? Cells.None, job.Spec.Suspend is true ? "True" : "False",
            job.Status.Active?.Count ?? 0, job.Status.LastScheduleTime is { } last ? Age.Since(last, now) : Cells.None,
            Cells.Age(job.Metadata, now), Cells.ContainerNames(job.Spec.JobTemplate.Spec.Template.Spec),
            Cells.Images(job.Spec.JobTemplate.Spec.Template.Spec), Cells.Selector(job.Spec.JobTemplate.Spec.Selector),
        ]);

    private static bool Has(Job job, string condition) =>
        job.Status.Conditions?.Any(c => c.Type == condition && c.Status == "True") is true;

    private static string Status(Job job) => Has(job, "Complete") ? "Complete"
        : Has(job, "Failed") ? "Failed"
        : job.Metadata.DeletionTimestamp is not null ? "Terminating"
        : Has(job, "Suspended") ? "Suspended"
        : Has(job, "FailureTarget") ? "FailureTarget"
        : Has(job, "SuccessCriteriaMet") ? "SuccessCriteriaMet"
        : "Running";

    private static string Completions(Job job)
    {
        if (job.Spec.Completions is { } completions) return $"{job.Status.Succeeded}/{completions}";
        var parallelism = job.Spec.Parallelism ?? 0;
        return parallelism > 1 ? $"{job.Status.Succeeded}/1 of {parallelism}" : $"{job.Status.Succeeded}/1";
    }

    private static string Duration(Job job, DateTime now) => job.Status.StartTime is not { } start ? ""
        : Age.Of((job.Status.CompletionTime ?? now) - start);
}
