using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.AdmissionRegistration;

/// <summary>For which operations on which resources a webhook or policy is.</summary>
internal static class AdmissionRuleRules
{
    private const string Any = "*";
    private static readonly string[] Operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];

    public static void Validate(ErrorList errors, RuleWithOperations rule, FieldPath path)
    {
        var operations = rule.Operations ?? [];
        NotEmpty(errors, operations, path.Child("operations"));
        Alone(errors, operations, "operations", path.Child("operations"));
        for (var i = 0; i < operations.Count; i++) SetRules.OneOf(errors, operations[i], path.Child("operations").Index(i), Operations);

        var groups = rule.ApiGroups ?? [];
        NotEmpty(errors, groups, path.Child("apiGroups"));
        Alone(errors, groups, "API groups", path.Child("apiGroups"));

        var versions = rule.ApiVersions ?? [];
        NotEmpty(errors, versions, path.Child("apiVersions"));
        Alone(errors, versions, "API versions", path.Child("apiVersions"));
        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i].Length == 0) errors.Add(FieldError.Required(path.Child("apiVersions").Index(i)));
        }
        Resources(errors, rule.Resources ?? [], path.Child("resources"));
        if (rule.Scope is { } scope) SetRules.OneOf(errors, scope, path.Child("scope"), "*", "Cluster", "Namespaced");
    }

    /// <summary>A policy's rule, which may also name objects.</summary>
    public static void Named(ErrorList errors, NamedRuleWithOperations rule, FieldPath path)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < (rule.ResourceNames?.Count ?? 0); i++)
        {
            var name = rule.ResourceNames![i];
            var at = path.Child("resourceNames").Index(i);
            errors.AddInvalid(at, name, NameRules.PathSegment(name));
            if (!seen.Add(name)) errors.Add(FieldError.Duplicate(at, name));
        }
        Validate(errors, rule, path);
    }

    private static void NotEmpty(ErrorList errors, List<string> values, FieldPath path)
    {
        if (values.Count == 0) errors.Add(FieldError.Required(path));
    }

    private static void Alone(ErrorList errors, List<string> values, string others, FieldPath path)
    {
        if (values.Count > 1 && values.Contains(Any))
            errors.Add(FieldError.Invalid(path, values, $"if '*' is present, must not specify other {others}"));
    }

    private static void Resources(ErrorList errors, List<string> resources, FieldPath path)
    {
        NotEmpty(errors, resources, path);
        var allOf = new HashSet<string>();      // x/*
        var allWith = new HashSet<string>();    // */x
        var plain = false;                      // whether the last one without a subresource is a name
        for (var i = 0; i < resources.Count; i++)
        {
            var resource = resources[i];
            if (resource.Length == 0)
            {
                errors.Add(FieldError.Required(path.Index(i)));
                continue;
            }
            var slash = resource.IndexOf('/');
            if (slash < 0)
            {
                plain = resource != Any;
                continue;
            }
            var (name, subresource) = (resource[..slash], resource[(slash + 1)..]);
            if (allOf.Contains(name))
                errors.Add(FieldError.Invalid(path.Index(i), resource, $"if '{name}/*' is present, must not specify {resource}"));
            if (allWith.Contains(subresource))
                errors.Add(FieldError.Invalid(path.Index(i), resource, $"if '*/{subresource}' is present, must not specify {resource}"));
            if (subresource == Any) allOf.Add(name);
            if (name == Any) allWith.Add(subresource);
        }
        if (resources.Count > 1 && resources.Contains("*/*"))
            errors.Add(FieldError.Invalid(path, resources, "if '*/*' is present, must not specify other resources"));
        if (resources.Contains(Any) && plain)
            errors.Add(FieldError.Invalid(path, resources, "if '*' is present, must not specify other resources without subresources"));
    }
}
