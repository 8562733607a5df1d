using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>
/// The rules of a Pod's spec, whole: a Pod's own and every workload's template.
/// The order of the checks is the API server's, since clients see all errors in that order.
/// </summary>
internal static class PodSpecRules
{
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];
    private static readonly string[] DnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
    private static readonly string[] PreemptionPolicies = ["PreemptLowerPriority", "Never"];

    public static void Validate(ErrorList errors, PodSpec spec, FieldPath path, PodContext context)
    {
        var volumes = VolumeRules.Validate(errors, spec.Volumes, path.Child("volumes"));
        var claims = ResourceClaimRules.Validate(errors, spec.ResourceClaims, path.Child("resourceClaims"));
        var scope = new ContainerScope(spec, volumes, claims, context);
        ContainerListRules.Containers(errors, spec.Containers, path.Child("containers"), scope);
        ContainerListRules.InitContainers(errors, spec.InitContainers, path.Child("initContainers"), scope);
        ContainerListRules.EphemeralContainers(errors, spec.EphemeralContainers, path.Child("ephemeralContainers"), scope);
        if (spec.Resources is not null) PodResourceRules.Validate(errors, spec, path.Child("resources"), scope);
        if (spec.HostNetwork) PortRules.HostNetwork(errors, spec.Containers, path.Child("containers"));
        RestartPolicy(errors, spec.RestartPolicy, path.Child("restartPolicy"));
        DnsPolicy(errors, spec.DnsPolicy, path.Child("dnsPolicy"));
        LabelRules.Labels(errors, spec.NodeSelector, path.Child("nodeSelector"));
        PodSecurityRules.Validate(errors, spec, path.Child("securityContext"));
        AffinityRules.Validate(errors, spec.Affinity, path.Child("affinity"));
        DnsConfigRules.Validate(errors, spec.DnsPolicy, spec.DnsConfig, path.Child("dnsConfig"));
        ReadinessGates(errors, spec.ReadinessGates, path.Child("readinessGates"));
        SchedulingGates(errors, spec.SchedulingGates, path.Child("schedulingGates"));
        TopologySpreadRules.Validate(errors, spec.TopologySpreadConstraints, path.Child("topologySpreadConstraints"));
        HostProcessRules.Validate(errors, spec, path);
        HostUsers(errors, spec, path);
        HostnameOverride(errors, spec, path);
        Names(errors, spec, path);
        ActiveDeadline(errors, spec.ActiveDeadlineSeconds, path);
        Hostnames(errors, spec, path);
        TolerationRules.Validate(errors, spec.Tolerations, path.Child("tolerations"));
        HostAliases(errors, spec.HostAliases, path.Child("hostAliases"));
        PriorityAndRuntime(errors, spec, path);
        OperatingSystemRules.Validate(errors, spec, path);
        FileKeyReferences(errors, spec, path, volumes);
    }

    private static void RestartPolicy(ErrorList errors, string policy, FieldPath path)
    {
        if (policy.Length == 0) errors.Add(FieldError.Required(path));
        else if (!RestartPolicies.Contains(policy)) errors.Add(FieldError.NotSupported(path, policy, RestartPolicies));
    }

    private static void DnsPolicy(ErrorList errors, string policy, FieldPath path)
    {
        if (policy.Length == 0) errors.Add(FieldError.Required(path));
        else if (!DnsPolicies.Contains(policy)) errors.Add(FieldError.NotSupported(path, policy, DnsPolicies));
    }

    private static void ReadinessGates(ErrorList errors, List<PodReadinessGate>? gates, FieldPath path)
    {
        for (var i = 0; i < (gates?.Count ?? 0); i++)
        {
            var at = path.Index(i).Child("conditionType");
            errors.AddInvalid(at, gates![i].ConditionType, NameRules.QualifiedName(gates[i].ConditionType));
        }
    }

    private static void SchedulingGates(ErrorList errors, List<PodSchedulingGate>? gates, FieldPath path)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < (gates?.Count ?? 0); i++)
        {
            var name = gates![i].Name;
            errors.AddInvalid(path.Index(i), name, NameRules.QualifiedName(name));
            if (!seen.Add(name)) errors.Add(FieldError.Duplicate(path.Index(i), name));
        }
    }

    private static void HostUsers(ErrorList errors, PodSpec spec, FieldPath path)
    {
        if (spec.HostUsers is not false) return;
        if (spec.HostNetwork)
            errors.Add(FieldError.Forbidden(path.Child("hostNetwork"), "when `pod.Spec.HostUsers` is false"));
        if (spec.HostPID) errors.Add(FieldError.Forbidden(path.Child("HostPID"), "when `pod.Spec.HostUsers` is false"));
        if (spec.HostIPC) errors.Add(FieldError.Forbidden(path.Child("HostIPC"), "when `pod.Spec.HostUsers` is false"));
    }

    private static void HostnameOverride(ErrorList errors, PodSpec spec, FieldPath path)
    {
        if (spec.HostnameOverride is not { } name) return;
        var at = path.Child("hostnameOverride");
        if (spec.SetHostnameAsFQDN is true)
            errors.Add(FieldError.Forbidden(at, "may not be specified when setHostnameAsFQDN is true"));
        if (spec.HostNetwork) errors.Add(FieldError.Forbidden(at, "may not be specified when hostNetwork is true"));
        if (name.Length > 64) errors.Add(FieldError.TooLong(at, 64));
        errors.AddInvalid(at, name, NameRules.DnsSubdomain(name));
    }

    private static void Names(ErrorList errors, PodSpec spec, FieldPath path)
    {
        if (spec.ServiceAccountName.Length > 0)
            errors.AddInvalid(path.Child("serviceAccountName"), spec.ServiceAccountName, NameRules.DnsSubdomain(spec.ServiceAccountName));
        if (spec.NodeName.Length > 0)
            errors.AddInvalid(path.Child("nodeName"), spec.NodeName, NameRules.DnsSubdomain(spec.NodeName));
    }

    private static void ActiveDeadline(ErrorList errors, long? seconds, FieldPath path)
    {
        if (seconds is { } value and (< 1 or > int.MaxValue))
            errors.Add(FieldError.Invalid(path.Child("activeDeadlineSeconds"), value, Messages.InclusiveRange(1, int.MaxValue)));
    }

    private static void Hostnames(ErrorList errors, PodSpec spec, FieldPath path)
    {
        if (spec.Hostname.Length > 0)
            errors.AddInvalid(path.Child("hostname"), spec.Hostname, NameRules.DnsLabel(spec.Hostname));
        if (spec.Subdomain.Length > 0)
            errors.AddInvalid(path.Child("subdomain"), spec.Subdomain, NameRules.DnsLabel(spec.Subdomain));
    }

    private static void HostAliases(ErrorList errors, List<HostAlias>? aliases, FieldPath path)
    {
        for (var i = 0; i < (aliases?.Count ?? 0); i++)
        {
            var alias = aliases![i];
            errors.AddInvalid(path.Index(i).Child("ip"), alias.Ip, IpRules.LegacyAddress(alias.Ip));
            for (var j = 0; j < (alias.Hostnames?.Count ?? 0); j++)
            {
                var at = path.Index(i).Child("hostnames").Index(j);
                errors.AddInvalid(at, alias.Hostnames![j], NameRules.DnsSubdomain(alias.Hostnames[j]));
            }
        }
    }

    private static void PriorityAndRuntime(ErrorList errors, PodSpec spec, FieldPath path)
    {
        if (spec.PriorityClassName.Length > 0)
            errors.AddInvalid(path.Child("priorityClassName"), spec.PriorityClassName, NameRules.DnsSubdomain(spec.PriorityClassName));
        if (spec.RuntimeClassName is { } runtime)
            errors.AddInvalid(path.Child("runtimeClassName"), runtime, NameRules.DnsSubdomain(runtime));
        if (spec.PreemptionPolicy is { } preemption && !PreemptionPolicies.Contains(preemption))
            errors.Add(FieldError.NotSupported(path.Child("preemptionPolicy"), preemption, PreemptionPolicies));
        if (spec.Overhead is not null) ResourceRules.List(errors, spec.Overhead, path.Child("overhead").Child("limits"), ResourceUse.Container);
    }

    private static void FileKeyReferences(ErrorList errors, PodSpec spec, FieldPath path, IReadOnlyDictionary<string, Volume> volumes)
    {
        EnvRules.FileKeyVolumes(errors, spec.InitContainers?.Select(c => c.Env), path.Child("initContainers"), volumes);
        EnvRules.FileKeyVolumes(errors, spec.Containers?.Select(c => c.Env), path.Child("containers"), volumes);
        EnvRules.FileKeyVolumes(errors, spec.EphemeralContainers?.Select(c => c.Env), path.Child("ephemeralContainers"), volumes);
    }
}
