using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Strategies.Core;
using Netes.ApiServer.Validation.Pods;

namespace Netes.ApiServer.Validation.Core;

/// <summary>The rules of a Service.</summary>
internal static class ServiceRules
{
    private static readonly string[] Types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
    private static readonly FieldPath Spec = FieldPath.Of("spec");

    public static void Validate(ErrorList errors, Service service, Service? old)
    {
        var spec = service.Spec;
        // Addresses are decided first; what is wrong with them is all that a client hears.
        ServiceFamilies.Check(errors, spec, Spec);
        if (errors.Count > 0) return;
        ServiceAddressRules.ClusterIPs(errors, spec, old?.Spec, Spec);
        if (errors.Count > 0 && old is null) return;
        var headless = spec.ClusterIP == "None";
        if ((spec.Ports?.Count ?? 0) == 0 && !headless && spec.Type != "ExternalName") errors.Add(FieldError.Required(Spec.Child("ports")));
        ByType(errors, spec, headless);
        Ports(errors, spec);
        if (spec.Selector is not null) LabelRules.Labels(errors, spec.Selector, Spec.Child("selector"));
        if (spec.SessionAffinity.Length == 0) errors.Add(FieldError.Required(Spec.Child("sessionAffinity")));
        else if (spec.SessionAffinity is not ("ClientIP" or "None"))
            errors.Add(FieldError.NotSupported(Spec.Child("sessionAffinity"), spec.SessionAffinity, "ClientIP", "None"));
        Affinity(errors, spec);
        ExternalIPs(errors, spec);
        if (spec.Type.Length == 0) errors.Add(FieldError.Required(Spec.Child("type")));
        else if (!Types.Contains(spec.Type)) errors.Add(FieldError.NotSupported(Spec.Child("type"), spec.Type, Types));
        ServicePortRules.Unique(errors, spec, Spec.Child("ports"));
        LoadBalancer(errors, spec);
        TrafficPolicies(errors, spec);
    }

    private static void ByType(ErrorList errors, ServiceSpec spec, bool headless)
    {
        switch (spec.Type)
        {
            case "NodePort" or "LoadBalancer" when headless:
                errors.Add(FieldError.Invalid(Spec.Child("clusterIPs").Index(0), "None", $"may not be set to 'None' for {spec.Type} services"));
                break;
            case "ExternalName":
                // Addresses are checked together with the families.
                if (spec.ClusterIPs is { Count: > 0 } || spec.ClusterIP.Length > 0)
                    errors.Add(FieldError.Forbidden(Spec.Child("clusterIPs"), "may not be set for ExternalName services"));
                if (spec.IpFamilies is { Count: > 0 })
                    errors.Add(FieldError.Forbidden(Spec.Child("ipFamilies"), "may not be set for ExternalName services"));
                if (spec.IpFamilyPolicy is not null)
                    errors.Add(FieldError.Forbidden(Spec.Child("ipFamilyPolicy"), "may not be set for ExternalName services"));
                var name = spec.ExternalName.EndsWith('.') ? spec.ExternalName[..^1] : spec.ExternalName;
                if (name.Length == 0) errors.Add(FieldError.Required(Spec.Child("externalName")));
                else errors.AddInvalid(Spec.Child("externalName"), name, NameRules.DnsSubdomain(name));
                break;
        }
    }

    private static void Ports(ErrorList errors, ServiceSpec spec)
    {
        var names = new HashSet<string>();
        var several = spec.Ports?.Count > 1;
        for (var i = 0; i < (spec.Ports?.Count ?? 0); i++)
            ServicePortRules.One(errors, spec.Ports![i], several, names, Spec.Child("ports").Index(i));
    }

    private static void Affinity(ErrorList errors, ServiceSpec spec)
    {
        var path = Spec.Child("sessionAffinityConfig");
        if (spec.SessionAffinity == "ClientIP")
        {
            const int MaxSeconds = 86400;
            if (spec.SessionAffinityConfig?.ClientIP is not { } config)
                errors.Add(FieldError.Required(path.Child("clientIP"), "when session affinity is ClientIP"));
            else if (config.TimeoutSeconds is not { } seconds)
                errors.Add(FieldError.Required(path.Child("clientIP", "timeoutSeconds"), "must be set when session affinity is ClientIP"));
            else if (seconds is <= 0 or > MaxSeconds)
            {
                errors.Add(FieldError.Invalid(path.Child("clientIP", "timeoutSeconds"), seconds,
                    $"must be greater than 0 and less than {MaxSeconds}"));
            }
        }
        else if (spec.SessionAffinity == "None" && spec.SessionAffinityConfig is not null)
        {
            errors.Add(FieldError.Forbidden(path, "must not be set when session affinity is None"));
        }
    }

    private static void ExternalIPs(ErrorList errors, ServiceSpec spec)
    {
        for (var i = 0; i < (spec.ExternalIPs?.Count ?? 0); i++)
        {
            var at = Spec.Child("externalIPs").Index(i);
            var wrong = IpRules.LegacyAddress(spec.ExternalIPs![i]);
            if (wrong.Count > 0) errors.AddInvalid(at, spec.ExternalIPs[i], wrong);
            else errors.AddInvalid(at, spec.ExternalIPs[i], SpecialAddresses.NotForEndpoints(spec.ExternalIPs[i]));
        }
    }

    private static void LoadBalancer(ErrorList errors, ServiceSpec spec)
    {
        if (spec.LoadBalancerSourceRanges is { Count: > 0 })
        {
            var path = Spec.Child("LoadBalancerSourceRanges");
            if (spec.Type != "LoadBalancer") errors.Add(FieldError.Forbidden(path, "may only be used when `type` is 'LoadBalancer'"));
            for (var i = 0; i < spec.LoadBalancerSourceRanges.Count; i++)
            {
                var range = spec.LoadBalancerSourceRanges[i].Trim();
                errors.AddInvalid(path.Index(i), spec.LoadBalancerSourceRanges[i], IpRules.LegacyNetwork(range));
            }
        }
        if (spec.AllocateLoadBalancerNodePorts is not null && spec.Type != "LoadBalancer")
            errors.Add(FieldError.Forbidden(Spec.Child("allocateLoadBalancerNodePorts"), "may only be used when `type` is 'LoadBalancer'"));
        if (spec.Type == "LoadBalancer" && spec.AllocateLoadBalancerNodePorts is null)
            errors.Add(FieldError.Required(Spec.Child("allocateLoadBalancerNodePorts")));
        if (spec.LoadBalancerClass is not { } name) return;
        if (spec.Type != "LoadBalancer")
            errors.Add(FieldError.Forbidden(Spec.Child("loadBalancerClass"), "may only be used when `type` is 'LoadBalancer'"));
        else errors.AddInvalid(Spec.Child("loadBalancerClass"), name, NameRules.QualifiedName(name));
    }

    private static void TrafficPolicies(ErrorList errors, ServiceSpec spec)
    {
        var reachable = ServiceDefaults.IsExternallyReachable(spec);
        var external = Spec.Child("externalTrafficPolicy");
        if (!reachable)
        {
            if (spec.ExternalTrafficPolicy.Length > 0)
                errors.Add(FieldError.Invalid(external, spec.ExternalTrafficPolicy, "may only be set for externally-accessible services"));
        }
        else if (spec.ExternalTrafficPolicy.Length == 0) errors.Add(FieldError.Required(external));
        else if (spec.ExternalTrafficPolicy is not ("Cluster" or "Local"))
            errors.Add(FieldError.NotSupported(external, spec.ExternalTrafficPolicy, "Cluster", "Local"));
        if (!ServiceAddresses.NeedsHealthCheckPort(spec) && spec.HealthCheckNodePort != 0)
        {
            errors.Add(FieldError.Invalid(Spec.Child("healthCheckNodePort"), spec.HealthCheckNodePort,
                "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"));
        }
        var inner = Spec.Child("internalTrafficPolicy");
        if (spec.InternalTrafficPolicy is null)
        {
            if (ServiceAddresses.NeedsClusterIP(spec)) errors.Add(FieldError.Required(inner));
        }
        else if (spec.InternalTrafficPolicy is not ("Cluster" or "Local"))
            errors.Add(FieldError.NotSupported(inner, spec.InternalTrafficPolicy, "Cluster", "Local"));
        if (spec.TrafficDistribution is { } distribution && distribution is not ("PreferClose" or "PreferSameNode" or "PreferSameZone"))
        {
            errors.Add(FieldError.NotSupported(Spec.Child("trafficDistribution"), distribution,
                "PreferClose", "PreferSameNode", "PreferSameZone"));
        }
    }

    /// <summary>Once given, a Service keeps its address; only the second family may come and go.</summary>
    public static void AddressesStay(ErrorList errors, ServiceSpec spec, ServiceSpec old)
    {
        if (old.Type == "ExternalName" || spec.Type == "ExternalName" || old.ClusterIPs is not { Count: > 0 }) return;
        if (spec.ClusterIPs is not { Count: > 0 })
        {
            errors.Add(FieldError.Invalid(Spec.Child("clusterIPs"), spec.ClusterIPs, "primary clusterIP can not be unset"));
            return;
        }
        if (spec.ClusterIPs[0] != old.ClusterIPs[0])
            errors.Add(FieldError.Invalid(Spec.Child("clusterIPs").Index(0), spec.ClusterIPs, "may not change once set"));
    }
}
