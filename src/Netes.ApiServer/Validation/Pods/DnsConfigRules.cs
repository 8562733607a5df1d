using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config</summary>
internal static class DnsConfigRules
{
    private const int MaxNameservers = 3;
    private const int MaxSearches = 32;
    private const int MaxSearchCharacters = 2048;

    public static void Validate(ErrorList errors, string policy, PodDNSConfig? config, FieldPath path)
    {
        if (policy == "None")
        {
            if (config is null)
            {
                errors.Add(FieldError.Required(path, "must provide `dnsConfig` when `dnsPolicy` is None"));
                return;
            }
            if ((config.Nameservers?.Count ?? 0) == 0)
            {
                errors.Add(FieldError.Required(path.Child("nameservers"), "must provide at least one DNS nameserver when `dnsPolicy` is None"));
                return;
            }
        }
        if (config is null) return;
        var nameservers = path.Child("nameservers");
        if (config.Nameservers?.Count > MaxNameservers)
            errors.Add(FieldError.Invalid(nameservers, config.Nameservers, $"must not have more than {MaxNameservers} nameservers"));
        for (var i = 0; i < (config.Nameservers?.Count ?? 0); i++)
            errors.AddInvalid(nameservers.Index(i), config.Nameservers![i], IpRules.LegacyAddress(config.Nameservers[i]));
        Searches(errors, config.Searches, path.Child("searches"));
        for (var i = 0; i < (config.Options?.Count ?? 0); i++)
        {
            if (config.Options![i].Name.Length == 0)
                errors.Add(FieldError.Required(path.Child("options").Index(i), "must not be empty"));
        }
    }

    private static void Searches(ErrorList errors, List<string>? searches, FieldPath path)
    {
        if (searches is null) return;
        if (searches.Count > MaxSearches)
            errors.Add(FieldError.Invalid(path, searches, $"must not have more than {MaxSearches} search paths"));
        if (searches.Sum(s => s.Length + 1) - 1 > MaxSearchCharacters)
        {
            errors.Add(FieldError.Invalid(path, searches,
                $"must not have more than {MaxSearchCharacters} characters (including spaces) in the search list"));
        }
        for (var i = 0; i < searches.Count; i++)
        {
            // "." alone and a trailing dot are well: they end the search list's own completion.
            var name = searches[i];
            if (name != ".") name = name.EndsWith('.') ? name[..^1] : name;
            else continue;
            errors.AddInvalid(path.Index(i), name, NameRules.DnsSubdomainWithUnderscore(name));
        }
    }
}
