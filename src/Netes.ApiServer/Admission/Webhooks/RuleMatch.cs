using Netes.Api;
using Netes.Api.AdmissionRegistrationV1;

namespace Netes.ApiServer.Admission.Webhooks;

/// <summary>Whether a rule of a webhook or policy catches a request.</summary>
internal static class RuleMatch
{
    /// <param name="resource">What the request is for, or an equivalent of it.</param>
    /// <param name="isNamespaced">Whether the request is for something in a namespace.</param>
    public static bool Catches(RuleWithOperations rule, Gvr resource, string subresource, string operation, bool isNamespaced) =>
        InScope(rule.Scope, isNamespaced) && Has(rule.Operations, operation) && Has(rule.ApiGroups, resource.Group)
        && Has(rule.ApiVersions, resource.Version) && rule.Resources?.Exists(r => Names(r, resource.Resource, subresource)) == true;

    public static string NameOf(AdmissionOperation operation) => operation switch
    {
        AdmissionOperation.Create => "CREATE",
        AdmissionOperation.Update => "UPDATE",
        AdmissionOperation.Delete => "DELETE",
        _ => "CONNECT",
    };

    private static bool InScope(string? scope, bool isNamespaced) => scope switch
    {
        "Namespaced" => isNamespaced,
        "Cluster" => !isNamespaced,
        _ => true,
    };

    private static bool Has(List<string>? allowed, string value) => allowed?.Exists(a => a == "*" || a == value) == true;

    private static bool Names(string pattern, string resource, string subresource)
    {
        int slash = pattern.IndexOf('/', StringComparison.Ordinal);
        ReadOnlySpan<char> name = slash < 0 ? pattern : pattern.AsSpan(0, slash);
        ReadOnlySpan<char> sub = slash < 0 ? "" : pattern.AsSpan(slash + 1);
        return (name is "*" || name.SequenceEqual(resource)) && (sub is "*" || sub.SequenceEqual(subresource));
    }
}
