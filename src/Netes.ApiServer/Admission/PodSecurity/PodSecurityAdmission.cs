using Netes.Api;
using Netes.Api.AppsV1;
using Netes.Api.BatchV1;
using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Http;
using Netes.ApiServer.Resources;
using Netes.Storage;

namespace Netes.ApiServer.Admission.PodSecurity;

/// <summary>
/// The plug-in "PodSecurity": refuses Pods that break the standard which their namespace enforces, warns of those and of workloads
/// that break the one it warns by, and tells the audit log of the rest (https://kubernetes.io/docs/concepts/security/pod-security-admission/).
/// </summary>
internal sealed class PodSecurityAdmission(ResourceRegistry registry, TimeProvider time) : IAdmissionPlugin
{
    private const string AuditPrefix = "pod-security.kubernetes.io/";
    private readonly ResourceStore namespaces = registry.Get("", "v1", "namespaces");
    private readonly ExistingPods existing = new(registry.Get("", "v1", "pods"), time);

    public string Name => "PodSecurity";

    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation is not (AdmissionOperation.Create or AdmissionOperation.Update)) return default;
        return (request.Resource.Group, request.Resource.Plural) switch
        {
            ("", "namespaces") => request.Subresource.Length == 0 ? NamespaceAsync(request, cancellationToken) : default,
            ("", "pods") => request.Object is Pod pod && request.Subresource != "status" ? PodAsync(request, pod, cancellationToken) : default,
            ("", "podtemplates" or "replicationcontrollers") or ("apps", "deployments" or "replicasets" or "statefulsets" or "daemonsets")
                or ("batch", "jobs" or "cronjobs") => request.Subresource.Length == 0 ? WorkloadAsync(request, cancellationToken) : default,
            _ => default,
        };
    }

    private async ValueTask NamespaceAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var ns = (Namespace)request.Object!;
        var errors = new ErrorList();
        NamespacePolicy policy = NamespacePolicy.Parse(ns.Metadata.Labels, errors);
        if (request.Old is not Namespace old)
        {
            if (errors.Count > 0) throw errors.ToException("", "Namespace", ns.Metadata.Name);
            return;
        }
        var oldErrors = new ErrorList();
        NamespacePolicy before = NamespacePolicy.Parse(old.Metadata.Labels, oldErrors);
        if (errors.Count > 0 && !errors.SequenceEqual(oldErrors)) throw errors.ToException("", "Namespace", ns.Metadata.Name);
        SecurityStandard now = policy.Enforce;
        bool isStricter = now != before.Enforce && now.Level != SecurityLevel.Privileged
            && (now.Minor != before.Enforce.Minor || now.Level > before.Enforce.Level);
        if (!isStricter) return;
        foreach (string warning in await existing.WarningsAsync(ns.Metadata.Name, now, cancellationToken)) request.Warn(warning);
    }

    private async ValueTask PodAsync(AdmissionRequest request, Pod pod, CancellationToken cancellationToken)
    {
        if (await PolicyAsync(request, cancellationToken) is not { } policy || policy is { EnforcesNothing: true, TellsNothing: true }) return;
        if (request.Old is Pod old && !PodChanges.Matter(pod, old)) return;
        var view = new PodView(pod.Metadata.Annotations, pod.Spec);
        request.Annotate(AuditPrefix + "enforce-policy", policy.Enforce.ToString());
        IReadOnlyList<Violation> enforced = Evaluation.Violations(policy.Enforce, view);
        Audit(request, policy, view);
        if (enforced.Count > 0) throw request.Forbidden($"violates PodSecurity {GoValue.Quote(policy.Enforce.ToString())}: {string.Join(", ", enforced)}");
        Warn(request, policy, view);
    }

    private async ValueTask WorkloadAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (await PolicyAsync(request, cancellationToken) is not { } policy || policy.TellsNothing) return;
        if (TemplateOf(request.Object!) is not { } template) return;
        var view = new PodView(template.Metadata.Annotations, template.Spec);
        Audit(request, policy, view);
        Warn(request, policy, view);
    }

    private async ValueTask<NamespacePolicy?> PolicyAsync(AdmissionRequest request, CancellationToken cancellationToken) =>
        await namespaces.GetAsync("", request.Namespace, cancellationToken) is { } item ? NamespacePolicy.Parse(item.Labels) : null;

    private static void Audit(AdmissionRequest request, NamespacePolicy policy, PodView view)
    {
        if (Tell(policy.Audit, view) is { } text) request.Annotate(AuditPrefix + "audit-violations", text);
    }

    private static void Warn(AdmissionRequest request, NamespacePolicy policy, PodView view)
    {
        if (Tell(policy.Warn, view) is { } text) request.Warn(text);
    }

    private static string? Tell(SecurityStandard standard, PodView view)
    {
        IReadOnlyList<Violation> found = Evaluation.Violations(standard, view);
        return found.Count == 0 ? null : $"would violate PodSecurity {GoValue.Quote(standard.ToString())}: {string.Join(", ", found)}";
    }

    private static PodTemplateSpec? TemplateOf(IApiKind workload) => workload switch
    {
        PodTemplate t => t.Template,
        ReplicationController c => c.Spec.Template,
        Deployment d => d.Spec.Template,
        ReplicaSet r => r.Spec.Template,
        StatefulSet s => s.Spec.Template,
        DaemonSet d => d.Spec.Template,
        Job j => j.Spec.Template,
        CronJob c => c.Spec.JobTemplate.Spec.Template,
        _ => null,
    };
}
