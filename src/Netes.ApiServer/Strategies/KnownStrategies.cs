using Netes.ApiServer.Extensions.Definitions;
using Netes.ApiServer.Strategies.Apps;
using Netes.ApiServer.Strategies.Batch;
using Netes.ApiServer.Strategies.Coordination;
using Netes.ApiServer.Strategies.Core;
using Netes.ApiServer.Strategies.Discovery;
using Netes.ApiServer.Strategies.Events;

namespace Netes.ApiServer.Strategies;

/// <summary>The kinds that have a strategy of their own, by group and plural.</summary>
internal static class KnownStrategies
{
    public static IEnumerable<(string Group, string Resource, Strategy Strategy)> All =>
    [
        ("", "configmaps", new ConfigMapStrategy()),
        ("", "endpoints", new EndpointsStrategy()),
        ("", "events", new EventStrategy()),
        ("", "namespaces", new NamespaceStrategy()),
        ("", "nodes", new NodeStrategy()),
        ("", "persistentvolumeclaims", new PersistentVolumeClaimStrategy()),
        ("", "persistentvolumes", new PersistentVolumeStrategy()),
        ("", "pods", new PodStrategy()),
        ("", "podtemplates", new PodTemplateStrategy()),
        ("", "replicationcontrollers", new ReplicationControllerStrategy()),
        ("", "secrets", new SecretStrategy()),
        ("", "serviceaccounts", new ServiceAccountStrategy()),
        ("", "services", new ServiceStrategy()),
        ("apiextensions.k8s.io", "customresourcedefinitions", new CustomResourceDefinitionStrategy()),
        ("apps", "daemonsets", new DaemonSetStrategy()),
        ("apps", "deployments", new DeploymentStrategy()),
        ("apps", "replicasets", new ReplicaSetStrategy()),
        ("apps", "statefulsets", new StatefulSetStrategy()),
        ("batch", "cronjobs", new CronJobStrategy()),
        ("batch", "jobs", new JobStrategy()),
        ("coordination.k8s.io", "leases", new LeaseStrategy()),
        ("discovery.k8s.io", "endpointslices", new EndpointSliceStrategy()),
    ];
}
