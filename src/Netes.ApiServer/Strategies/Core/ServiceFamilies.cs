using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>Which IP families a Service has (KEP-563). The cluster has one: IPv4.</summary>
internal static class ServiceFamilies
{
    private const string Family = "IPv4";

    /// <summary>Says which families a Service gets that leaves it open.</summary>
    public static void Fill(ServiceSpec spec)
    {
        if (!ServiceAddresses.NeedsClusterIP(spec)) return;
        // Who runs endpoints of their own without addresses in between may use either family, whatever the cluster has.
        if (spec.ClusterIP == "None" && spec.Selector is not { Count: > 0 })
        {
            spec.IpFamilyPolicy ??= "RequireDualStack";
            if (spec.IpFamilies is not { Count: > 0 }) spec.IpFamilies = [Family];
            if (spec.IpFamilyPolicy is "RequireDualStack" or "PreferDualStack" && spec.IpFamilies.Count == 1)
                spec.IpFamilies = [spec.IpFamilies[0], spec.IpFamilies[0] == Family ? "IPv6" : Family];
            return;
        }
        spec.IpFamilyPolicy ??= "SingleStack";
        if (spec.IpFamilies is not { Count: > 0 }) spec.IpFamilies = [Family];
    }

    /// <summary>What a Service asks for must be there.</summary>
    public static void Check(ErrorList errors, ServiceSpec spec, FieldPath path)
    {
        if (errors.Count > 0 || !ServiceAddresses.NeedsClusterIP(spec)) return;
        if (spec.ClusterIP == "None" && spec.Selector is not { Count: > 0 }) return;
        for (var i = 0; i < (spec.IpFamilies?.Count ?? 0); i++)
        {
            if (spec.IpFamilies![i] == "IPv6")
                errors.Add(FieldError.Invalid(path.Child("ipFamilies").Index(i), spec.IpFamilies[i], "not configured on this cluster"));
        }
        if (spec.IpFamilyPolicy == "RequireDualStack")
        {
            errors.Add(FieldError.Invalid(path.Child("ipFamilyPolicy"), spec.IpFamilyPolicy,
                "this cluster is not configured for dual-stack services"));
        }
    }
}
