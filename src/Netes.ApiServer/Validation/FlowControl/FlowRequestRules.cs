using Netes.Api.FlowControlV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.FlowControl;

/// <summary>For which requests a FlowSchema is.</summary>
internal static class FlowRequestRules
{
    private const string Any = "*";

    // The order in which the API server prints them.
    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];

    public static void Resource(ErrorList errors, ResourcePolicyRule rule, FieldPath path)
    {
        CheckVerbs(errors, rule.Verbs ?? [], path.Child("verbs"));
        AtLeastOne(errors, rule.ApiGroups ?? [], path.Child("apiGroups"), "resource rules must supply at least one api group", "api groups");
        AtLeastOne(errors, rule.Resources ?? [], path.Child("resources"), "resource rules must supply at least one resource", "resources");
        var namespaces = rule.Namespaces ?? [];
        var at = path.Child("namespaces");
        if (namespaces.Count == 0 && !rule.ClusterScope)
            errors.Add(FieldError.Required(at, "resource rules that are not cluster scoped must supply at least one namespace"));
        else if (namespaces.Contains(Any)) Alone(errors, namespaces, at, "namespaces");
        else
        {
            for (var i = 0; i < namespaces.Count; i++)
            {
                errors.AddInvalid(at.Index(i), namespaces[i],
                    [.. NameRules.DnsLabel(namespaces[i]).Select(static m => "each member of this list must be '*' or a DNS-1123 label; " + m)]);
            }
        }
    }

    public static void NonResource(ErrorList errors, NonResourcePolicyRule rule, FieldPath path)
    {
        CheckVerbs(errors, rule.Verbs ?? [], path.Child("verbs"));
        var urls = rule.NonResourceURLs ?? [];
        var at = path.Child("nonResourceURLs");
        if (urls.Count == 0) errors.Add(FieldError.Required(at, "nonResourceURLs must contain at least one value"));
        else if (urls.Contains(Any)) Alone(errors, urls, at, "non-resource URLs");
        else
        {
            for (var i = 0; i < urls.Count; i++)
            {
                if (PathMistake(urls[i]) is { } mistake) errors.Add(FieldError.Invalid(at.Index(i), urls[i], mistake));
            }
        }
    }

    private static void CheckVerbs(ErrorList errors, List<string> verbs, FieldPath path)
    {
        if (verbs.Count == 0) errors.Add(FieldError.Required(path, "verbs must contain at least one value"));
        else if (verbs.Contains(Any)) Alone(errors, verbs, path, "verbs");
        else if (!verbs.All(Verbs.Contains)) errors.Add(FieldError.NotSupported(path, verbs, Verbs));
    }

    private static void AtLeastOne(ErrorList errors, List<string> values, FieldPath path, string none, string others)
    {
        if (values.Count == 0) errors.Add(FieldError.Required(path, none));
        else if (values.Contains(Any)) Alone(errors, values, path, others);
    }

    private static void Alone(ErrorList errors, List<string> values, FieldPath path, string others)
    {
        if (values.Count > 1) errors.Add(FieldError.Invalid(path, values, $"if '*' is present, must not specify other {others}"));
    }

    private static string? PathMistake(string url)
    {
        if (url.Length == 0) return "must not be empty";
        if (url == "/") return null;
        if (url[0] != '/') return "must start with slash";
        if (url.Contains(' ')) return "must not contain white-space";
        if (url.Contains("//", StringComparison.Ordinal)) return "must not contain double slash";
        var stars = url.Count(c => c == '*');
        return stars > 1 || stars == 1 && !url.EndsWith("/*", StringComparison.Ordinal) ? "wildcard can only do suffix matching" : null;
    }
}
