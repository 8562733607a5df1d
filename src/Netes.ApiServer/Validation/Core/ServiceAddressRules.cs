using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Core;

/// <summary>A Service's addresses and their families (KEP-563).</summary>
internal static class ServiceAddressRules
{
    public static void ClusterIPs(ErrorList errors, ServiceSpec spec, ServiceSpec? old, FieldPath path)
    {
        if (spec.Type == "ExternalName") return;
        var ips = spec.ClusterIPs ?? [];
        var at = path.Child("clusterIPs");
        // Where nothing changed, what was accepted stays accepted.
        if (old is not null && (old.ClusterIPs ?? []).SequenceEqual(ips) && old.ClusterIP == spec.ClusterIP &&
            (old.IpFamilies ?? []).SequenceEqual(spec.IpFamilies ?? []) && old.IpFamilyPolicy == spec.IpFamilyPolicy)
        {
            return;
        }
        if (spec.ClusterIP.Length == 0 && ips.Count > 0)
            errors.Add(FieldError.Invalid(at, ips, "must be empty when `clusterIP` is not specified"));
        else if (ips.Count > 0 && ips[0] != spec.ClusterIP)
            errors.Add(FieldError.Invalid(at, ips, "first value must match `clusterIP`"));
        Families(errors, spec, path);
        if (ips.Count > 0) Values(errors, spec, ips, at);
    }

    private static void Families(ErrorList errors, ServiceSpec spec, FieldPath path)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < (spec.IpFamilies?.Count ?? 0); i++)
        {
            var family = spec.IpFamilies![i];
            if (family is not ("IPv4" or "IPv6"))
                errors.Add(FieldError.NotSupported(path.Child("ipFamilies").Index(i), family, "IPv4", "IPv6"));
            if (!seen.Add(family)) errors.Add(FieldError.Duplicate(path.Child("ipFamilies").Index(i), family));
        }
        if (spec.IpFamilyPolicy is { } policy && policy is not ("PreferDualStack" or "RequireDualStack" or "SingleStack"))
            errors.Add(FieldError.NotSupported(path.Child("ipFamilyPolicy"), policy, "PreferDualStack", "RequireDualStack", "SingleStack"));
    }

    private static void Values(ErrorList errors, ServiceSpec spec, List<string> ips, FieldPath path)
    {
        var wrong = false;
        for (var i = 0; i < ips.Count; i++)
        {
            if (i == 0 && ips[i] == "None")
            {
                if (ips.Count > 1) errors.Add(FieldError.Invalid(path, ips, "'None' must be the first and only value"));
                if (ips.Count > 1) wrong = true;
                continue;
            }
            var messages = IpRules.LegacyAddress(ips[i]);
            errors.AddInvalid(path.Index(i), ips[i], messages);
            wrong |= messages.Count > 0;
        }
        if (ips.Count > 2) errors.Add(FieldError.Invalid(path, ips, "may only hold up to 2 values"));
        if (wrong || ips[0] == "None") return;
        if (ips.Count == 2 && IpRules.IsIPv6(ips[0]) == IpRules.IsIPv6(ips[1]))
            errors.Add(FieldError.Invalid(path, ips, "may specify no more than one IP for each IP family"));
        for (var i = 0; i < ips.Count && i < (spec.IpFamilies?.Count ?? 0); i++)
        {
            var family = spec.IpFamilies![i];
            if (family == "IPv4" && IpRules.IsIPv6(ips[i]))
                errors.Add(FieldError.Invalid(path.Index(i), ips[i], $"expected an IPv4 value as indicated by `ipFamilies[{i}]`"));
            if (family == "IPv6" && !IpRules.IsIPv6(ips[i]))
                errors.Add(FieldError.Invalid(path.Index(i), ips[i], $"expected an IPv6 value as indicated by `ipFamilies[{i}]`"));
        }
    }
}
