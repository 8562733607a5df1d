using Netes.Api.AppsV1;
using Netes.Api.CoreV1;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Printing;

/// <summary>The tables of the workloads besides Deployment and ReplicaSet.</summary>
internal static class WorkloadPrinters
{
    public static ITablePrinter DaemonSets { get; } = new RowPrinter<DaemonSet>(
        [
            Columns.Name, Columns.Number("Desired", "How many nodes should run a Pod."), Columns.Number("Current", "How many nodes have a Pod."),
            Columns.Number("Ready", "How many Pods are ready."), Columns.Number("Up-to-date", "How many Pods follow the newest template."),
            Columns.Number("Available", "How many Pods have been ready for long enough."),
            Columns.Text("Node Selector", "Which nodes are meant."), Columns.Age, Columns.Containers, Columns.Images, Columns.Selector,
        ],
        (set, now) =>
        [
            set.Metadata.Name, set.Status.DesiredNumberScheduled, set.Status.CurrentNumberScheduled, set.Status.NumberReady,
            set.Status.UpdatedNumberScheduled, set.Status.NumberAvailable, Cells.Labels(set.Spec.Template.Spec.NodeSelector),
            Cells.Age(set.Metadata, now), Cells.ContainerNames(set.Spec.Template.Spec), Cells.Images(set.Spec.Template.Spec),
            Cells.Selector(set.Spec.Selector),
        ]);

    public static ITablePrinter StatefulSets { get; } = new RowPrinter<StatefulSet>(
        [Columns.Name, Columns.Text("Ready", "How many of the wanted Pods are ready."), Columns.Age, Columns.Containers, Columns.Images],
        (set, now) =>
        [
            set.Metadata.Name, $"{set.Status.ReadyReplicas}/{set.Spec.Replicas ?? 0}", Cells.Age(set.Metadata, now),
            Cells.ContainerNames(set.Spec.Template.Spec), Cells.Images(set.Spec.Template.Spec),
        ]);

    public static ITablePrinter ReplicationControllers { get; } = new RowPrinter<ReplicationController>(
        [
            Columns.Name, Columns.Number("Desired", "How many Pods are wanted."), Columns.Number("Current", "How many Pods there are."),
            Columns.Number("Ready", "How many Pods are ready."), Columns.Age, Columns.Containers, Columns.Images, Columns.Selector,
        ],
        (rc, now) =>
        [
            rc.Metadata.Name, rc.Spec.Replicas ?? 0, rc.Status.Replicas, rc.Status.ReadyReplicas, Cells.Age(rc.Metadata, now),
            Cells.ContainerNames(rc.Spec.Template?.Spec ?? new()), Cells.Images(rc.Spec.Template?.Spec ?? new()), Cells.Labels(rc.Spec.Selector),
        ]);

    public static ITablePrinter PodTemplates { get; } = new RowPrinter<PodTemplate>(
        [
            Columns.Name, Columns.Text("Containers", "The names of the containers."), Columns.Text("Images", "The images of the containers."),
            Columns.Text("Pod Labels", "The labels that Pods get."),
        ],
        (template, _) =>
        [
            template.Metadata.Name, Cells.ContainerNames(template.Template.Spec), Cells.Images(template.Template.Spec),
            Cells.Labels(template.Template.Metadata.Labels),
        ]);

    public static ITablePrinter ControllerRevisions { get; } = new RowPrinter<ControllerRevision>(
        [
            Columns.Name, Columns.Text("Controller", "Whose revision it is."), Columns.Text("Revision", "Its number."), Columns.Age,
        ],
        (revision, now) =>
        [
            revision.Metadata.Name, Owner(revision), revision.Revision, Cells.Age(revision.Metadata, now),
        ]);

    private static string Owner(ControllerRevision revision)
    {
        if ((revision.Metadata.OwnerReferences ?? []).FirstOrDefault(o => o.Controller is true) is not { } owner) return Cells.None;
        var slash = owner.ApiVersion.IndexOf('/');
        var kind = owner.Kind.ToLowerInvariant();
        return (slash < 0 ? kind : kind + "." + owner.ApiVersion[..slash]) + "/" + owner.Name;
    }
}
