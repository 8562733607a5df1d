using Netes.ApiServer.Strategies.ApiRegistration;
using Netes.ApiServer.Strategies.AdmissionRegistration;
using Netes.ApiServer.Strategies.Apps;
using Netes.ApiServer.Strategies.Autoscaling;
using Netes.ApiServer.Strategies.Batch;
using Netes.ApiServer.Strategies.Certificates;
using Netes.ApiServer.Strategies.Coordination;
using Netes.ApiServer.Strategies.Core;
using Netes.ApiServer.Strategies.Discovery;
using Netes.ApiServer.Strategies.Events;
using Netes.ApiServer.Strategies.Networking;
using Netes.ApiServer.Strategies.Policy;
using Netes.ApiServer.Strategies.Rbac;
using Netes.ApiServer.Strategies.RuntimeClasses;
using Netes.ApiServer.Strategies.Scheduling;
using Netes.ApiServer.Strategies.FlowControl;
using Netes.ApiServer.Strategies.Resource;
using Netes.ApiServer.Strategies.Storage;

namespace Netes.ApiServer.Strategies;

/// <summary>The kinds that have a strategy of their own, by group and plural; by group/version where versions differ.</summary>
internal static class KnownStrategies
{
    public static IEnumerable<(string Group, string Resource, Strategy Strategy)> All =>
    [
        ("", "componentstatuses", new ComponentStatusStrategy()),
        ("", "configmaps", new ConfigMapStrategy()),
        ("", "endpoints", new EndpointsStrategy()),
        ("", "events", new EventStrategy()),
        ("", "limitranges", new LimitRangeStrategy()),
        ("", "namespaces", new NamespaceStrategy()),
        ("", "nodes", new NodeStrategy()),
        ("", "persistentvolumeclaims", new PersistentVolumeClaimStrategy()),
        ("", "persistentvolumes", new PersistentVolumeStrategy()),
        ("", "pods", new PodStrategy()),
        ("", "podtemplates", new PodTemplateStrategy()),
        ("", "replicationcontrollers", new ReplicationControllerStrategy()),
        ("", "resourcequotas", new ResourceQuotaStrategy()),
        ("", "secrets", new SecretStrategy()),
        ("", "serviceaccounts", new ServiceAccountStrategy()),
        ("", "services", new ServiceStrategy()),
        ("apiregistration.k8s.io", "apiservices", new APIServiceStrategy()),
        ("apps", "controllerrevisions", new ControllerRevisionStrategy()),
        ("admissionregistration.k8s.io", "mutatingadmissionpolicies", new MutatingAdmissionPolicyStrategy()),
        ("admissionregistration.k8s.io", "mutatingadmissionpolicybindings", new MutatingAdmissionPolicyBindingStrategy()),
        ("admissionregistration.k8s.io", "mutatingwebhookconfigurations", new MutatingWebhookConfigurationStrategy()),
        ("admissionregistration.k8s.io", "validatingadmissionpolicies", new ValidatingAdmissionPolicyStrategy()),
        ("admissionregistration.k8s.io", "validatingadmissionpolicybindings", new ValidatingAdmissionPolicyBindingStrategy()),
        ("admissionregistration.k8s.io", "validatingwebhookconfigurations", new ValidatingWebhookConfigurationStrategy()),
        ("apps", "daemonsets", new DaemonSetStrategy()),
        ("apps", "deployments", new DeploymentStrategy()),
        ("apps", "replicasets", new ReplicaSetStrategy()),
        ("apps", "statefulsets", new StatefulSetStrategy()),
        ("autoscaling", "horizontalpodautoscalers", new HorizontalPodAutoscalerStrategy()),
        ("autoscaling/v1", "horizontalpodautoscalers", new HorizontalPodAutoscalerV1Strategy()),
        ("batch", "cronjobs", new CronJobStrategy()),
        ("batch", "jobs", new JobStrategy()),
        ("certificates.k8s.io", "certificatesigningrequests", new CertificateSigningRequestStrategy()),
        ("coordination.k8s.io", "leases", new LeaseStrategy()),
        ("discovery.k8s.io", "endpointslices", new EndpointSliceStrategy()),
        ("networking.k8s.io", "ingressclasses", new IngressClassStrategy()),
        ("networking.k8s.io", "ingresses", new IngressStrategy()),
        ("networking.k8s.io", "ipaddresses", new IPAddressStrategy()),
        ("networking.k8s.io", "networkpolicies", new NetworkPolicyStrategy()),
        ("networking.k8s.io", "servicecidrs", new ServiceCIDRStrategy()),
        ("node.k8s.io", "runtimeclasses", new RuntimeClassStrategy()),
        ("policy", "poddisruptionbudgets", new PodDisruptionBudgetStrategy()),
        ("rbac.authorization.k8s.io", "clusterrolebindings", new ClusterRoleBindingStrategy()),
        ("rbac.authorization.k8s.io", "clusterroles", new ClusterRoleStrategy()),
        ("rbac.authorization.k8s.io", "rolebindings", new RoleBindingStrategy()),
        ("rbac.authorization.k8s.io", "roles", new RoleStrategy()),
        ("scheduling.k8s.io", "priorityclasses", new PriorityClassStrategy()),
        ("flowcontrol.apiserver.k8s.io", "flowschemas", new FlowSchemaStrategy()),
        ("flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations", new PriorityLevelStrategy()),
        ("resource.k8s.io", "deviceclasses", new DeviceClassStrategy()),
        ("resource.k8s.io", "resourceclaims", new ResourceClaimStrategy()),
        ("resource.k8s.io", "resourceclaimtemplates", new ResourceClaimTemplateStrategy()),
        ("resource.k8s.io", "resourceslices", new ResourceSliceStrategy()),
        ("storage.k8s.io", "csidrivers", new CsiDriverStrategy()),
        ("storage.k8s.io", "csinodes", new CsiNodeStrategy()),
        ("storage.k8s.io", "csistoragecapacities", new CsiStorageCapacityStrategy()),
        ("storage.k8s.io", "storageclasses", new StorageClassStrategy()),
        ("storage.k8s.io", "volumeattachments", new VolumeAttachmentStrategy()),
        ("storage.k8s.io", "volumeattributesclasses", new VolumeAttributesClassStrategy()),
    ];
}
