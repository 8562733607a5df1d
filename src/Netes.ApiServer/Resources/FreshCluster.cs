using Netes.Api;
using Netes.Api.ApiRegistrationV1;
using Netes.Api.CoreV1;
using Netes.Api.DiscoveryV1;
using Netes.Api.FlowControlV1;
using Netes.Api.MetaV1;
using Netes.Api.NetworkingV1;
using Netes.Api.SchedulingV1;
using Netes.ApiServer.Access.Authorization;
using Netes.ApiServer.Discovery;
using Netes.ApiServer.FlowControl;
using Netes.ApiServer.Resources.Allocation;
using Netes.Storage;

namespace Netes.ApiServer.Resources;

/// <summary>What a fresh cluster holds before any client came: namespaces, roles, the "kubernetes" Service and so on.</summary>
internal sealed class FreshCluster(ResourceRegistry registry, ApiServerOptions options, TimeProvider time)
{
    private const string LegacyTracking = "kube-apiserver-legacy-service-account-token-tracking";

    /// <summary>Creates what is missing, at the very first start in one transaction.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        DateTime now = Now();
        var wanted = new List<(string Key, byte[] Json)>();
        var objects = new List<(IApiObject Object, ResourceDefinition Resource)>();
        foreach (IApiObject obj in Objects(now))
        {
            ResourceStore store = StoreOf(obj);
            obj.Metadata.Uid = Guid.NewGuid().ToString();
            obj.Metadata.CreationTimestamp = now;
            if (store.Definition.Strategy.HasGeneration) obj.Metadata.Generation = 1;
            store.Definition.Strategy.Default(obj);
            obj.Metadata.ManagedFields = store.Definition.Fields.OfServer(obj, now);
            wanted.Add((store.Definition.Key(obj.Metadata.Namespace, obj.Metadata.Name), ObjectCodec.Encode(obj)));
            objects.Add((obj, store.Definition));
        }
        TransactionResult all = await registry.Store.CommitAsync(new Transaction
        {
            Compares = [.. wanted.Select(w => Compare.Absent(w.Key))],
            Operations = [.. wanted.Select(w => Operation.Put(w.Key, w.Json))],
        }, cancellationToken);
        if (all.Succeeded) return;
        for (int i = 0; i < wanted.Count; i++)
        {
            if (all.Current[i] is not { } stored) await registry.Store.CreateAsync(wanted[i].Key, wanted[i].Json, 0, cancellationToken);
            // Lost to a concurrent change: another server of the same cluster is at it.
            else if (BootstrapReconciliation.Reconcile(objects[i].Resource.Decode(stored.Value), objects[i].Object) is { } changed)
                await registry.Store.UpdateAsync(stored.Key, stored.ModRevision, ObjectCodec.Encode(changed), 0, cancellationToken);
        }
    }

    /// <summary>Lets the endpoints of the "kubernetes" Service name this server.</summary>
    public async Task PublishEndpointAsync(System.Net.IPAddress address, int port, CancellationToken cancellationToken)
    {
        if (port == 0 || System.Net.IPAddress.IsLoopback(address)) return;
        var labels = new Dictionary<string, string> { ["endpointslice.kubernetes.io/skip-mirror"] = "true" };
        await PutAsync(new Endpoints
        {
            Metadata = new ObjectMeta { Name = "kubernetes", Namespace = "default", Labels = labels },
            Subsets =
            [
                new EndpointSubset
                {
                    Addresses = [new EndpointAddress { Ip = address.ToString() }],
                    Ports = [new Api.CoreV1.EndpointPort { Name = "https", Port = port, Protocol = "TCP" }],
                },
            ],
        }, cancellationToken);
        await PutAsync(new EndpointSlice
        {
            Metadata = new ObjectMeta { Name = "kubernetes", Namespace = "default", Labels = new() { ["kubernetes.io/service-name"] = "kubernetes" } },
            AddressType = "IPv4",
            Endpoints = [new Endpoint { Addresses = [address.ToString()], Conditions = new EndpointConditions { Ready = true } }],
            Ports = [new Api.DiscoveryV1.EndpointPort { Name = "https", Port = port, Protocol = "TCP" }],
        }, cancellationToken);
    }

    private async Task PutAsync(IApiObject obj, CancellationToken cancellationToken)
    {
        ResourceStore store = StoreOf(obj);
        string key = store.Definition.Key(obj.Metadata.Namespace, obj.Metadata.Name);
        while (true)
        {
            KeyValue? stored = await registry.Store.GetAsync(key, cancellationToken);
            if (stored is null)
            {
                obj.Metadata.Uid = Guid.NewGuid().ToString();
                obj.Metadata.CreationTimestamp = Now();
                if (store.Definition.Strategy.HasGeneration) obj.Metadata.Generation = 1;
                obj.Metadata.ManagedFields = store.Definition.Fields.OfServer(obj, Now());
                if ((await registry.Store.CreateAsync(key, ObjectCodec.Encode(obj), 0, cancellationToken)).Succeeded) return;
                continue;
            }
            ObjectMeta before = store.Definition.Decode(stored.Value).Metadata;
            obj.Metadata.Uid = before.Uid;
            obj.Metadata.CreationTimestamp = before.CreationTimestamp;
            obj.Metadata.Generation = before.Generation;
            obj.Metadata.ManagedFields = before.ManagedFields;
            byte[] json = ObjectCodec.Encode(obj);
            if (stored.Value.Span.SequenceEqual(json)) return;
            if ((await registry.Store.UpdateAsync(key, stored.ModRevision, json, 0, cancellationToken)).Succeeded) return;
        }
    }

    private IEnumerable<IApiObject> Objects(DateTime now)
    {
        foreach (string name in (string[])["default", "kube-node-lease", "kube-public", "kube-system"])
        {
            yield return new Namespace
            {
                Metadata = new ObjectMeta { Name = name, Labels = new() { ["kubernetes.io/metadata.name"] = name } },
                Spec = new NamespaceSpec { Finalizers = ["kubernetes"] },
                Status = new NamespaceStatus { Phase = "Active" },
            };
        }
        foreach (IApiObject policy in BootstrapPolicy.Read()) yield return policy;
        foreach (IApiObject own in Networking(now)) yield return own;
        yield return PriorityClass("system-cluster-critical", 2000000000,
            "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.");
        yield return PriorityClass("system-node-critical", 2000001000, "Used for system critical pods that must not be moved from their current node.");
        foreach (PriorityLevelConfiguration level in BootstrapFlows.Levels()) yield return level;
        foreach (FlowSchema schema in BootstrapFlows.Schemas())
        {
            string level = schema.Spec.PriorityLevelConfiguration.Name;
            schema.Status.Conditions =
            [
                new FlowSchemaCondition
                {
                    Type = "Dangling", Status = "False", LastTransitionTime = now, Reason = "Found",
                    Message = $"This FlowSchema references the PriorityLevelConfiguration object named \"{level}\" and it exists",
                },
            ];
            yield return schema;
        }
        yield return new ConfigMap
        {
            Metadata = new ObjectMeta { Name = LegacyTracking, Namespace = "kube-system" },
            Data = new() { ["since"] = now.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) },
        };
        yield return new ConfigMap
        {
            Metadata = new ObjectMeta { Name = "extension-apiserver-authentication", Namespace = "kube-system" },
        };
        foreach (APIService service in ApiServices(now)) yield return service;
    }

    private IEnumerable<IApiObject> Networking(DateTime now)
    {
        string address = ServiceRange.First(options.ServiceCidr).ToString();
        yield return new Service
        {
            Metadata = new ObjectMeta { Name = "kubernetes", Namespace = "default", Labels = new() { ["component"] = "apiserver", ["provider"] = "kubernetes" } },
            Spec = new ServiceSpec
            {
                Type = "ClusterIP",
                ClusterIP = address,
                ClusterIPs = [address],
                Ports = [new ServicePort { Name = "https", Port = 443, Protocol = "TCP", TargetPort = options.HttpsPort is { } port and > 0 ? port : 6443 }],
                SessionAffinity = "None",
                IpFamilies = ["IPv4"],
                IpFamilyPolicy = "SingleStack",
                InternalTrafficPolicy = "Cluster",
            },
        };
        yield return new Api.NetworkingV1.IPAddress
        {
            Metadata = new ObjectMeta
            {
                Name = address,
                Labels = new() { ["ipaddress.kubernetes.io/ip-family"] = "IPv4", ["ipaddress.kubernetes.io/managed-by"] = "ipallocator.k8s.io" },
            },
            Spec = new IPAddressSpec { ParentRef = new ParentReference { Resource = "services", Namespace = "default", Name = "kubernetes" } },
        };
        yield return new ServiceCIDR
        {
            Metadata = new ObjectMeta { Name = "kubernetes" },
            Spec = new ServiceCIDRSpec { Cidrs = [options.ServiceCidr.ToString()] },
            Status = new ServiceCIDRStatus
            {
                Conditions = [new Condition { Type = "Ready", Status = "True", LastTransitionTime = now, Message = "Kubernetes default Service CIDR is ready" }],
            },
        };
    }

    private static PriorityClass PriorityClass(string name, int value, string description) =>
        new() { Metadata = new ObjectMeta { Name = name }, Value = value, Description = description, PreemptionPolicy = "PreemptLowerPriority" };

    private IEnumerable<APIService> ApiServices(DateTime now)
    {
        foreach ((string group, string version) in registry.Scheme.Resources.Select(r => (r.Group, r.Version)).Distinct())
        {
            if (group == "apiregistration.k8s.io") continue;
            yield return new APIService
            {
                Metadata = new ObjectMeta { Name = version + "." + group, Labels = new() { ["kube-aggregator.kubernetes.io/automanaged"] = "onstart" } },
                Spec = new APIServiceSpec
                {
                    Group = group,
                    Version = version,
                    GroupPriorityMinimum = ApiGroupPriorities.OfGroup(group),
                    VersionPriority = ApiGroupPriorities.OfVersion(group, version),
                },
                Status = new APIServiceStatus
                {
                    Conditions =
                    [
                        new APIServiceCondition
                        {
                            Type = "Available", Status = "True", LastTransitionTime = now, Reason = "Local", Message = "Local APIServices are always available",
                        },
                    ],
                },
            };
        }
    }

    private ResourceStore StoreOf(IApiObject obj)
    {
        ResourceType type = registry.Scheme.FindResourceOf(obj.Info.Gvk) ?? throw new InvalidOperationException($"no resource serves {obj.Info.Gvk}");
        return registry.Get(type.Group, type.Version, type.Plural);
    }

    private DateTime Now()
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        return new DateTime(now.Ticks - now.Ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc);
    }
}
