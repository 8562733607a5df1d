using Netes.Api.BatchV1;

namespace Netes.ApiServer.Strategies.Batch;

/// <summary>A Job's selector is made by the server, of its uid, so that no two Jobs choose the same Pods.</summary>
internal static class JobSelector
{
    public const string ControllerUid = "batch.kubernetes.io/controller-uid";
    public const string JobName = "batch.kubernetes.io/job-name";
    public const string OldControllerUid = "controller-uid";
    public const string OldJobName = "job-name";

    public static void Generate(Job job)
    {
        var labels = job.Spec.Template.Metadata.Labels ??= [];
        // What a user wrote there himself is reported, not replaced.
        labels.TryAdd(OldJobName, job.Metadata.Name);
        labels.TryAdd(JobName, job.Metadata.Name);
        labels.TryAdd(OldControllerUid, job.Metadata.Uid);
        labels.TryAdd(ControllerUid, job.Metadata.Uid);
        var selector = job.Spec.Selector ??= new();
        (selector.MatchLabels ??= []).TryAdd(ControllerUid, job.Metadata.Uid);
    }
}
