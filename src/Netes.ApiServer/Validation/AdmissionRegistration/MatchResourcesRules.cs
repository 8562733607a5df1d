using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.AdmissionRegistration;

/// <summary>What a policy or its binding is for.</summary>
internal static class MatchResourcesRules
{
    public static void Validate(ErrorList errors, MatchResources? match, FieldPath path)
    {
        if (match is null) return;
        if (match.MatchPolicy is null) errors.Add(FieldError.Required(path.Child("matchPolicy")));
        else SetRules.OneOf(errors, match.MatchPolicy, path.Child("matchPolicy"), "Equivalent", "Exact");
        if (match.NamespaceSelector is null) errors.Add(FieldError.Required(path.Child("namespaceSelector")));
        else LabelRules.Selector(errors, match.NamespaceSelector, path.Child("namespaceSelector"));
        if (match.ObjectSelector is null) errors.Add(FieldError.Required(path.Child("objectSelector")));
        else LabelRules.Selector(errors, match.ObjectSelector, path.Child("objectSelector"));
        for (var i = 0; i < (match.ResourceRules?.Count ?? 0); i++)
            AdmissionRuleRules.Named(errors, match.ResourceRules![i], path.Child("resourceRules").Index(i));
        for (var i = 0; i < (match.ExcludeResourceRules?.Count ?? 0); i++)
            AdmissionRuleRules.Named(errors, match.ExcludeResourceRules![i], path.Child("excludeResourceRules").Index(i));
    }

    /// <summary>A policy says at least one resource, or nobody could tell what its expressions are about.</summary>
    public static void Constraints(ErrorList errors, MatchResources? match, FieldPath path)
    {
        if (match is null)
        {
            errors.Add(FieldError.Required(path));
            return;
        }
        Validate(errors, match, path);
        if ((match.ResourceRules?.Count ?? 0) == 0) errors.Add(FieldError.Required(path.Child("resourceRules")));
    }
}
