using Netes.Api.AuthorizationV1;
using Netes.Api.MetaV1;
using Netes.Api.Selectors;
using Netes.Api.Validation;
using UserInfo = Netes.ApiServer.Access.UserInfo;

namespace Netes.ApiServer.Access.Authorization;

/// <summary>What the questions of the SubjectAccessReview family must hold, and what they ask. Pure.</summary>
internal static class AccessReviewRules
{
    public static ErrorList Validate(SubjectAccessReview review)
    {
        ErrorList errors = Validate(review.Spec);
        if (!IsEmpty(review.Metadata)) errors.Add(FieldError.Invalid(FieldPath.Of("metadata"), review.Metadata, "must be empty"));
        return errors;
    }

    public static ErrorList Validate(LocalSubjectAccessReview review)
    {
        ErrorList errors = Validate(review.Spec);
        ObjectMeta meta = review.Metadata.Clone();
        meta.Namespace = "";
        if (!IsEmpty(meta)) errors.Add(FieldError.Invalid(FieldPath.Of("metadata"), review.Metadata, "must be empty except for namespace"));
        if (review.Spec.ResourceAttributes is { } resource && resource.Namespace != review.Metadata.Namespace)
            errors.Add(FieldError.Invalid(FieldPath.Of("spec.resourceAttributes.namespace"), resource.Namespace, "must match metadata.namespace"));
        if (review.Spec.NonResourceAttributes is { } path)
            errors.Add(NotWith(FieldPath.Of("spec.nonResourceAttributes"), path, "disallowed on this kind of request"));
        return errors;
    }

    public static ErrorList Validate(SelfSubjectAccessReview review)
    {
        var errors = new ErrorList();
        Target(errors, FieldPath.Of("spec"), review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes);
        Selectors(errors, FieldPath.Of("spec"), review.Spec.ResourceAttributes);
        if (!IsEmpty(review.Metadata)) errors.Add(FieldError.Invalid(FieldPath.Of("metadata"), review.Metadata, "must be empty"));
        return errors;
    }

    public static AccessAttributes Attributes(UserInfo user, ResourceAttributes? resource, NonResourceAttributes? path) => resource is not null
        ? new AccessAttributes(user, resource.Verb)
        {
            IsResource = true,
            Group = resource.Group,
            Version = resource.Version,
            Resource = resource.Resource,
            Subresource = resource.Subresource,
            Namespace = resource.Namespace,
            Name = resource.Name,
            FieldSelector = Text(resource.FieldSelector),
            LabelSelector = Text(resource.LabelSelector),
        }
        : new AccessAttributes(user, path!.Verb) { Path = path.Path };

    private static ErrorList Validate(SubjectAccessReviewSpec spec)
    {
        var errors = new ErrorList();
        FieldPath path = FieldPath.Of("spec");
        Target(errors, path, spec.ResourceAttributes, spec.NonResourceAttributes);
        if (spec.User.Length == 0 && spec.Groups is null or { Count: 0 })
            errors.Add(FieldError.Invalid(path.Child("user"), spec.User, "at least one of user or group must be specified"));
        Selectors(errors, path, spec.ResourceAttributes);
        return errors;
    }

    private static void Target(ErrorList errors, FieldPath root, ResourceAttributes? resource, NonResourceAttributes? path)
    {
        if (resource is not null && path is not null)
            errors.Add(NotWith(root.Child("nonResourceAttributes"), path, "cannot be specified in combination with resourceAttributes"));
        if (resource is null && path is null)
            errors.Add(new FieldError(ErrorType.Invalid, root.Child("resourceAttributes").ToString(),
                "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified"));
    }

    private static FieldError NotWith(FieldPath at, NonResourceAttributes path, string why) => new(ErrorType.Invalid, at.ToString(),
        $"Invalid value: {{\"Path\":{GoValue.Quote(path.Path)},\"Verb\":{GoValue.Quote(path.Verb)}}}: {why}");

    private static void Selectors(ErrorList errors, FieldPath root, ResourceAttributes? resource)
    {
        FieldPath path = root.Child("resourceAttributes");
        if (resource?.FieldSelector is { } fields)
        {
            FieldPath at = path.Child("fieldSelector");
            OneForm(errors, at, fields.RawSelector, fields.Requirements?.Count ?? 0);
            for (int i = 0; i < (fields.Requirements?.Count ?? 0); i++)
            {
                FieldSelectorRequirement requirement = fields.Requirements![i];
                FieldPath place = at.Child("requirements").Index(i);
                if (requirement.Key.Length == 0) errors.Add(FieldError.Required(place.Child("key"), "must be specified"));
                Values(errors, place, requirement.Operator, requirement.Values);
            }
        }
        if (resource?.LabelSelector is { } labels)
        {
            FieldPath at = path.Child("labelSelector");
            OneForm(errors, at, labels.RawSelector, labels.Requirements?.Count ?? 0);
            for (int i = 0; i < (labels.Requirements?.Count ?? 0); i++) Label(errors, at.Child("requirements").Index(i), labels.Requirements![i]);
        }
    }

    private static void OneForm(ErrorList errors, FieldPath at, string raw, int requirements)
    {
        if (raw.Length > 0 && requirements > 0) errors.Add(FieldError.Invalid(at.Child("rawSelector"), raw, "may not specified at the same time as requirements"));
        if (raw.Length == 0 && requirements == 0)
            errors.Add(FieldError.Required(at.Child("requirements"), $"when {at} is specified, requirements or rawSelector is required"));
    }

    private static void Label(ErrorList errors, FieldPath place, LabelSelectorRequirement requirement)
    {
        Values(errors, place, requirement.Operator, requirement.Values);
        errors.AddInvalid(place.Child("key"), requirement.Key, NameRules.QualifiedName(requirement.Key));
        for (int i = 0; i < (requirement.Values?.Count ?? 0); i++)
            errors.AddInvalid(place.Child("values").Index(i), requirement.Values![i], NameRules.LabelValue(requirement.Values[i]));
    }

    /// <summary>An operator that this version doesn't know is let through: newer clients may mean something by it.</summary>
    private static void Values(ErrorList errors, FieldPath place, string op, List<string>? values)
    {
        bool any = values is { Count: > 0 };
        if (op is "In" or "NotIn" && !any)
            errors.Add(FieldError.Required(place.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'"));
        if (op is "Exists" or "DoesNotExist" && any)
            errors.Add(FieldError.Forbidden(place.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    }

    private static string Text(FieldSelectorAttributes? selector)
    {
        if (selector is null) return "";
        if (selector.RawSelector.Length > 0) return selector.RawSelector;
        // Only what a field selector can say narrows the question.
        var text = selector.Requirements?.Where(static r => r.Operator is "In" or "NotIn" && r.Values is [_])
            .Select(static r => r.Key + (r.Operator == "In" ? "=" : "!=") + r.Values![0]) ?? [];
        return string.Join(',', text);
    }

    private static string Text(LabelSelectorAttributes? selector)
    {
        if (selector is null) return "";
        if (selector.RawSelector.Length > 0) return selector.RawSelector;
        var known = selector.Requirements?.Where(static r => r.Operator is "In" or "NotIn" or "Exists" or "DoesNotExist").ToList();
        return new LabelSelector { MatchExpressions = known }.ToSelector().ToString() ?? "";
    }

    private static bool IsEmpty(ObjectMeta meta)
    {
        ObjectMeta rest = meta.Clone();
        rest.ManagedFields = null;
        return rest.DeepEquals(new ObjectMeta());
    }
}
