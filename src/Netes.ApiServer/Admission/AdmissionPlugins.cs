using Microsoft.Extensions.Logging;
using Netes.ApiServer.Access.Authorization;
using Netes.ApiServer.Admission.Certificates;
using Netes.ApiServer.Admission.Limits;
using Netes.ApiServer.Admission.PodSecurity;
using Netes.ApiServer.Admission.Quota;
using Netes.ApiServer.Admission.Webhooks;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Admission;

/// <summary>The plug-ins that are on by default in v1.36, in upstream's order: what is refused first decides the message.</summary>
internal static class AdmissionPlugins
{
    /// <param name="escalation">Upstream's storage of roles checks this: after all that changes objects, before validation.</param>
    public static AdmissionChain Chain(ResourceRegistry registry, IAuthorizer authorizer, IAdmissionPlugin escalation, TimeProvider time, ILoggerFactory loggers) => new(
    [
        new NamespaceLifecycle(registry),
        new LimitRanger(registry),
        new ServiceAccountAdmission(registry),
        new TaintNodesByCondition(),
        new PodSecurityAdmission(registry, time),
        new PodPriority(registry),
        new DefaultTolerationSeconds(),
        new DefaultStorageClass(registry),
        new StorageObjectInUseProtection(),
        new PersistentVolumeClaimResize(registry),
        new RuntimeClassAdmission(registry),
        new CertificateApproval(authorizer),
        new CertificateSigning(authorizer),
        new CertificateSubjectRestriction(),
        new DefaultIngressClass(registry),
        new PodTopologyLabels(registry),
        new MutatingAdmissionWebhook(registry, loggers.CreateLogger<MutatingAdmissionWebhook>()),
        escalation,
        new DeviceAdminAccess(registry),
        new ValidatingAdmissionWebhook(registry, loggers.CreateLogger<ValidatingAdmissionWebhook>()),
        new ResourceQuotaAdmission(registry, time),
    ]);
}
