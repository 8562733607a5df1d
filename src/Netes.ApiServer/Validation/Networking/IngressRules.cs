using Netes.Api.NetworkingV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Networking;

/// <summary>What an Ingress may still have because it always had it.</summary>
/// <param name="SecretNames">Names of TLS secrets that are no names.</param>
/// <param name="WildcardRules">Mistakes in the paths of wildcard hosts.</param>
internal readonly record struct IngressLeniency(bool SecretNames, bool WildcardRules);

/// <summary>https://kubernetes.io/docs/concepts/services-networking/ingress/</summary>
internal static class IngressRules
{
    private const string ClassAnnotation = "kubernetes.io/ingress.class";

    public static void Create(ErrorList errors, Ingress ingress)
    {
        Spec(errors, ingress.Spec, FieldPath.Of("spec"), default);
        if (ingress.Spec.IngressClassName is { } name && ClassOf(ingress) is { } annotation && annotation != name)
            errors.Add(FieldError.Invalid(FieldPath.Of("annotations", ClassAnnotation), annotation, "must match `ingressClassName` when both are specified"));
    }

    public static void Update(ErrorList errors, Ingress ingress, Ingress old) => Spec(errors, ingress.Spec, FieldPath.Of("spec"), new IngressLeniency(
        (old.Spec.Tls ?? []).Any(t => SecretNameErrors(t.SecretName).Count > 0),
        (old.Spec.Rules ?? []).Any(HasBadWildcard)));

    /// <summary>The class by the annotation that came before the field; null without.</summary>
    public static string? ClassOf(Ingress ingress) => ingress.Metadata.Annotations?.GetValueOrDefault(ClassAnnotation);

    private static void Spec(ErrorList errors, IngressSpec spec, FieldPath path, IngressLeniency leniency)
    {
        if (spec.Rules is not { Count: > 0 } && spec.DefaultBackend is null)
            errors.Add(FieldError.Invalid(path, spec.Rules, "either `defaultBackend` or `rules` must be specified"));
        if (spec.DefaultBackend is { } backend) IngressBackendRules.Validate(errors, backend, path.Child("defaultBackend"));
        for (var i = 0; i < (spec.Rules?.Count ?? 0); i++)
            Rule(errors, spec.Rules![i], path.Child("rules").Index(i), leniency);
        for (var i = 0; i < (spec.Tls?.Count ?? 0); i++)
            Tls(errors, spec.Tls![i], path.Child("tls").Index(i), leniency);
        if (spec.IngressClassName is { } name) errors.AddInvalid(path.Child("ingressClassName"), name, NameRules.DnsSubdomain(name));
    }

    private static void Tls(ErrorList errors, IngressTLS tls, FieldPath path, IngressLeniency leniency)
    {
        for (var i = 0; i < (tls.Hosts?.Count ?? 0); i++)
            errors.AddInvalid(path.Child("hosts").Index(i), tls.Hosts![i], HostErrors(tls.Hosts[i]));
        if (!leniency.SecretNames) errors.AddInvalid(path.Child("secretName"), tls.SecretName, SecretNameErrors(tls.SecretName));
    }

    private static void Rule(ErrorList errors, IngressRule rule, FieldPath path, IngressLeniency leniency)
    {
        if (rule.Host.Length > 0)
        {
            if (IpRules.TryParseSloppy(rule.Host, out _)) errors.Add(FieldError.Invalid(path.Child("host"), rule.Host, "must be a DNS name, not an IP address"));
            errors.AddInvalid(path.Child("host"), rule.Host, HostErrors(rule.Host));
        }
        if (rule.Http is not { } http || (IsWildcard(rule.Host) && leniency.WildcardRules)) return;
        var paths = path.Child("http", "paths");
        if (http.Paths is not { Count: > 0 }) errors.Add(FieldError.Required(paths));
        for (var i = 0; i < (http.Paths?.Count ?? 0); i++)
            IngressBackendRules.Path(errors, http.Paths![i], paths.Index(i));
    }

    private static bool HasBadWildcard(IngressRule rule)
    {
        if (!IsWildcard(rule.Host)) return false;
        var errors = new ErrorList();
        Rule(errors, new IngressRule { Http = rule.Http }, FieldPath.Of("rules"), default);
        return errors.Count > 0;
    }

    private static bool IsWildcard(string host) => host.Contains('*');

    private static IReadOnlyList<string> HostErrors(string host) => IsWildcard(host) ? NameRules.WildcardDnsSubdomain(host) : NameRules.DnsSubdomain(host);

    private static IReadOnlyList<string> SecretNameErrors(string name) => name.Length == 0 ? [] : NameRules.DnsSubdomain(name);

    /// <summary>Addresses that stay are not asked for the strict form.</summary>
    public static void Status(ErrorList errors, IngressStatus status, IngressStatus old)
    {
        var known = (old.LoadBalancer.Ingress ?? []).Select(i => i.Ip).ToHashSet();
        var path = FieldPath.Of("status", "loadBalancer", "ingress");
        for (var i = 0; i < (status.LoadBalancer.Ingress?.Count ?? 0); i++)
        {
            var entry = status.LoadBalancer.Ingress![i];
            if (entry.Ip.Length > 0 && !known.Contains(entry.Ip)) errors.AddInvalid(path.Index(i).Child("ip"), entry.Ip, IpRules.Address(entry.Ip));
            if (entry.Hostname.Length == 0) continue;
            errors.AddInvalid(path.Index(i).Child("hostname"), entry.Hostname, NameRules.DnsSubdomain(entry.Hostname));
            if (IpRules.TryParseSloppy(entry.Hostname, out _))
                errors.Add(FieldError.Invalid(path.Index(i).Child("hostname"), entry.Hostname, "must be a DNS name, not an IP address"));
        }
    }
}
