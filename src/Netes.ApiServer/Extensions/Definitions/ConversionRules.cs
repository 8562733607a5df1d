using Netes.Api.ApiExtensionsV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Extensions.Definitions;

/// <summary>How versions are converted.</summary>
internal static class ConversionRules
{
    private static readonly string[] AcceptedReviews = ["v1", "v1beta1"];

    public static void Check(ErrorList errors, CustomResourceDefinitionSpec spec, CustomResourceDefinitionSpec? old, FieldPath path)
    {
        if (spec.Conversion is not { } conversion) return;
        if (conversion.Strategy.Length == 0) errors.Add(FieldError.Required(path.Child("strategy")));
        else if (conversion.Strategy is not (ConversionStrategyType.None or ConversionStrategyType.Webhook))
            errors.Add(FieldError.NotSupported(path.Child("strategy"), conversion.Strategy, ConversionStrategyType.None, ConversionStrategyType.Webhook));
        if (conversion.Strategy == ConversionStrategyType.Webhook) CheckWebhook(errors, spec, conversion, old, path);
        else
        {
            if (conversion.Webhook?.ClientConfig is not null)
                errors.Add(FieldError.Forbidden(path.Child("webhook", "clientConfig"), "should not be set when strategy is not set to Webhook"));
            if (conversion.Webhook?.ConversionReviewVersions is { Count: > 0 })
                errors.Add(FieldError.Forbidden(path.Child("webhook", "conversionReviewVersions"), "should not be set when strategy is not set to Webhook"));
        }
    }

    private static void CheckWebhook(ErrorList errors, CustomResourceDefinitionSpec spec, CustomResourceConversion conversion, CustomResourceDefinitionSpec? old, FieldPath path)
    {
        if (spec.PreserveUnknownFields && old?.PreserveUnknownFields != true)
            errors.Add(FieldError.Invalid(path.Child("strategy"), conversion.Strategy, "must be None if spec.preserveUnknownFields is true"));
        FieldPath client = path.Child("webhook", "clientConfig");
        if (conversion.Webhook?.ClientConfig is not { } config)
            errors.Add(FieldError.Required(client, "required when strategy is set to Webhook"));
        else if (config.Url is null == config.Service is null)
            errors.Add(FieldError.Required(client, "exactly one of url or service is required"));
        else if (config.Url is { } url) CheckUrl(errors, url, client.Child("url"));
        else CheckService(errors, config.Service!, client.Child("service"));

        List<string> reviews = conversion.Webhook?.ConversionReviewVersions ?? [];
        FieldPath versions = path.Child("webhook", "conversionReviewVersions");
        if (reviews.Count == 0)
        {
            errors.Add(FieldError.Required(versions));
            return;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < reviews.Count; i++)
        {
            if (!seen.Add(reviews[i])) errors.Add(FieldError.Invalid(versions.Index(i), reviews[i], "duplicate version"));
            if (NameRules.Dns1035Label(reviews[i]) is { Count: > 0 } wrong) errors.Add(FieldError.Invalid(versions.Index(i), reviews[i], string.Join(',', wrong)));
        }
        List<string> before = old?.Conversion?.Webhook?.ConversionReviewVersions ?? [];
        if (!seen.Overlaps(AcceptedReviews) && (old is null || before.Intersect(AcceptedReviews).Any()))
            errors.Add(FieldError.Invalid(versions, reviews, $"must include at least one of {string.Join(", ", AcceptedReviews)}"));
    }

    private static void CheckUrl(ErrorList errors, string text, FieldPath path)
    {
        const string Form = "; desired format: https://host[/path]";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url))
        {
            errors.Add(FieldError.Required(path, "url must be a valid URL" + Form));
            return;
        }
        if (url.Scheme != "https") errors.Add(FieldError.Invalid(path, text[..text.IndexOf(':')], "'https' is the only allowed URL scheme" + Form));
        if (url.Host.Length == 0) errors.Add(FieldError.Invalid(path, "", "host must be specified" + Form));
        if (url.UserInfo.Length > 0) errors.Add(FieldError.Invalid(path, url.UserInfo, "user information is not permitted in the URL"));
        if (url.Fragment.Length > 0) errors.Add(FieldError.Invalid(path, url.Fragment[1..], "fragments are not permitted in the URL"));
        if (url.Query.Length > 0) errors.Add(FieldError.Invalid(path, url.Query[1..], "query parameters are not permitted in the URL"));
    }

    private static void CheckService(ErrorList errors, ServiceReference service, FieldPath path)
    {
        if (service.Name.Length == 0) errors.Add(FieldError.Required(path.Child("name"), "service name is required"));
        if (service.Namespace.Length == 0) errors.Add(FieldError.Required(path.Child("namespace"), "service namespace is required"));
        if (service.Port is { } port and (< 1 or > 65535)) errors.Add(FieldError.Invalid(path.Child("port"), port, "port is not valid: " + Messages.InclusiveRange(1, 65535)));
        if (service.Path is not { } urlPath) return;
        if (urlPath.Length > 0 && urlPath[0] != '/')
        {
            errors.Add(FieldError.Invalid(path.Child("path"), urlPath, "must start with a '/'"));
            return;
        }
        if (urlPath is "" or "/") return;
        string[] steps = urlPath[1..].Split('/');
        if (steps[^1].Length == 0) steps = steps[..^1];
        for (int i = 0; i < steps.Length; i++)
        {
            if (steps[i].Length == 0)
            {
                errors.Add(FieldError.Invalid(path.Child("path"), urlPath, $"segment[{i}] may not be empty"));
                continue;
            }
            foreach (string wrong in NameRules.DnsSubdomain(steps[i]))
                errors.Add(FieldError.Invalid(path.Child("path"), urlPath, $"segment[{i}]: {wrong}"));
        }
    }
}
