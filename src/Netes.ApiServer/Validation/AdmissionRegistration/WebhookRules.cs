using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.MetaV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.AdmissionRegistration;

/// <summary>
/// What validating and mutating webhooks have in common
/// (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/).
/// </summary>
internal sealed record Webhook(string Name, WebhookClientConfig Client, List<RuleWithOperations>? Rules, string? FailurePolicy, string? MatchPolicy,
    LabelSelector? NamespaceSelector, LabelSelector? ObjectSelector, string? SideEffects, int? TimeoutSeconds, List<string>? ReviewVersions,
    List<MatchCondition>? MatchConditions, string? ReinvocationPolicy)
{
    public static Webhook Of(ValidatingWebhook w) => new(w.Name, w.ClientConfig, w.Rules, w.FailurePolicy, w.MatchPolicy, w.NamespaceSelector,
        w.ObjectSelector, w.SideEffects, w.TimeoutSeconds, w.AdmissionReviewVersions, w.MatchConditions, null);

    public static Webhook Of(MutatingWebhook w) => new(w.Name, w.ClientConfig, w.Rules, w.FailurePolicy, w.MatchPolicy, w.NamespaceSelector,
        w.ObjectSelector, w.SideEffects, w.TimeoutSeconds, w.AdmissionReviewVersions, w.MatchConditions, w.ReinvocationPolicy);
}

/// <summary>The rules of a configuration's webhooks. What an old one was already allowed, an update may keep.</summary>
internal static class WebhookRules
{
    private static readonly FieldPath Root = FieldPath.Of("webhooks");
    private static readonly string[] ReviewVersions = ["v1", "v1beta1"];

    /// <param name="webhooks">The webhooks as they shall be.</param>
    /// <param name="old">As they are; null for a new configuration.</param>
    public static void Validate(ErrorList errors, IReadOnlyList<Webhook> webhooks, IReadOnlyList<Webhook>? old)
    {
        var noSideEffects = old is null || old.All(w => w.SideEffects is "None" or "NoneOnDryRun");
        var knownVersion = old is null || old.All(w => w.ReviewVersions is null or { Count: 0 } || w.ReviewVersions.Exists(ReviewVersions.Contains));
        var uniqueNames = old is null || old.DistinctBy(w => w.Name).Count() == old.Count;
        var sameConditions = old is not null && old.Count == webhooks.Count &&
            old.Zip(webhooks).All(pair => MatchConditionRules.Same(pair.First.MatchConditions, pair.Second.MatchConditions));
        var names = new HashSet<string>();
        for (var i = 0; i < webhooks.Count; i++)
        {
            var webhook = webhooks[i];
            var path = Root.Index(i);
            One(errors, webhook, noSideEffects, path);
            if (!sameConditions) MatchConditionRules.Validate(errors, webhook.MatchConditions, hasParams: false, path.Child("matchConditions"));
            Versions(errors, webhook.ReviewVersions ?? [], knownVersion, path.Child("admissionReviewVersions"));
            if (uniqueNames && webhook.Name.Length > 0 && !names.Add(webhook.Name))
                errors.Add(FieldError.Duplicate(path.Child("name"), webhook.Name));
        }
    }

    private static void One(ErrorList errors, Webhook webhook, bool noSideEffects, FieldPath path)
    {
        Name(errors, webhook.Name, path.Child("name"));
        for (var i = 0; i < (webhook.Rules?.Count ?? 0); i++)
            AdmissionRuleRules.Validate(errors, webhook.Rules![i], path.Child("rules").Index(i));
        if (webhook.FailurePolicy is { } failure) SetRules.OneOf(errors, failure, path.Child("failurePolicy"), "Fail", "Ignore");
        if (webhook.MatchPolicy is { } match) SetRules.OneOf(errors, match, path.Child("matchPolicy"), "Equivalent", "Exact");
        SideEffects(errors, webhook.SideEffects, noSideEffects, path.Child("sideEffects"));
        if (webhook.TimeoutSeconds is < 1 or > 30)
        {
            errors.Add(FieldError.Invalid(path.Child("timeoutSeconds"), webhook.TimeoutSeconds,
                "the timeout value must be between 1 and 30 seconds"));
        }
        LabelRules.Selector(errors, webhook.NamespaceSelector, path.Child("namespaceSelector"));
        LabelRules.Selector(errors, webhook.ObjectSelector, path.Child("objectSelector"));
        if (webhook.ReinvocationPolicy is { } again) SetRules.OneOf(errors, again, path.Child("reinvocationPolicy"), "IfNeeded", "Never");
        WebhookClientRules.Validate(errors, webhook.Client, path.Child("clientConfig"));
    }

    private static void Name(ErrorList errors, string name, FieldPath path)
    {
        if (name.Length == 0) errors.Add(FieldError.Required(path));
        else if (NameRules.DnsSubdomain(name) is { Count: > 0 } wrong) errors.Add(FieldError.Invalid(path, name, string.Join(',', wrong)));
        else if (name.Count(c => c == '.') < 2)
            errors.Add(FieldError.Invalid(path, name, "should be a domain with at least three segments separated by dots"));
    }

    private static void SideEffects(ErrorList errors, string? effects, bool none, FieldPath path)
    {
        string[] allowed = none ? ["None", "NoneOnDryRun"] : ["None", "NoneOnDryRun", "Some", "Unknown"];
        if (effects is null) errors.Add(FieldError.Required(path, "must specify one of " + string.Join(", ", allowed)));
        else SetRules.OneOf(errors, effects, path, allowed);
    }

    private static void Versions(ErrorList errors, List<string> versions, bool knownVersion, FieldPath path)
    {
        if (versions.Count == 0)
        {
            errors.Add(FieldError.Required(path, "must specify one of " + string.Join(", ", ReviewVersions)));
            return;
        }
        var seen = new HashSet<string>();
        for (var i = 0; i < versions.Count; i++)
        {
            if (seen.Add(versions[i])) errors.AddInvalid(path.Index(i), versions[i], NameRules.Dns1035Label(versions[i]));
            else errors.Add(FieldError.Invalid(path.Index(i), versions[i], "duplicate version"));
        }
        if (knownVersion && !versions.Exists(ReviewVersions.Contains))
            errors.Add(FieldError.Invalid(path, versions, "must include at least one of " + string.Join(", ", ReviewVersions)));
    }
}
