using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.AdmissionRegistration;

/// <summary>How a webhook is called: by URL or by Service. CustomResourceDefinitions' conversion webhooks are called alike.</summary>
internal static class WebhookClientRules
{
    private const string Form = "; desired format: https://host[/path]";

    public static void Validate(ErrorList errors, WebhookClientConfig client, FieldPath path)
    {
        switch (client.Url, client.Service)
        {
            case ({ } url, null):
                Url(errors, url, path.Child("url"));
                break;
            case (null, { } service):
                Service(errors, service.Name, service.Namespace, service.Path, service.Port ?? 443, path.Child("service"));
                break;
            default:
                errors.Add(FieldError.Required(path, "exactly one of url or service is required"));
                break;
        }
    }

    public static void Url(ErrorList errors, string url, FieldPath path)
    {
        if (WebhookUrl.Parse(url, out var mistake) is not { } parts)
        {
            errors.Add(FieldError.Required(path, "url must be a valid URL: " + mistake + Form));
            return;
        }
        if (parts.Scheme != "https") errors.Add(FieldError.Invalid(path, parts.Scheme, "'https' is the only allowed URL scheme" + Form));
        if (parts.Host.Length == 0) errors.Add(FieldError.Invalid(path, parts.Host, "host must be specified" + Form));
        if (parts.User is not null) errors.Add(FieldError.Invalid(path, parts.User, "user information is not permitted in the URL"));
        if (parts.Fragment.Length > 0) errors.Add(FieldError.Invalid(path, parts.Fragment, "fragments are not permitted in the URL"));
        if (parts.Query.Length > 0) errors.Add(FieldError.Invalid(path, parts.Query, "query parameters are not permitted in the URL"));
    }

    public static void Service(ErrorList errors, string name, string ns, string? urlPath, int port, FieldPath path)
    {
        if (name.Length == 0) errors.Add(FieldError.Required(path.Child("name"), "service name is required"));
        if (ns.Length == 0) errors.Add(FieldError.Required(path.Child("namespace"), "service namespace is required"));
        if (ValueRules.PortNumber(port) is { Count: > 0 } wrong)
            errors.Add(FieldError.Invalid(path.Child("port"), port, "port is not valid: " + string.Join(',', wrong)));
        if (urlPath is null or "" or "/") return;
        var at = path.Child("path");
        if (urlPath == "//")
        {
            errors.Add(FieldError.Invalid(at, urlPath, "segment[0] may not be empty"));
            return;
        }
        if (urlPath[0] != '/') errors.Add(FieldError.Invalid(at, urlPath, "must start with a '/'"));
        var steps = urlPath[1..];
        if (steps.EndsWith('/')) steps = steps[..^1];
        var segments = steps.Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i].Length == 0)
            {
                errors.Add(FieldError.Invalid(at, urlPath, $"segment[{i}] may not be empty"));
                continue;
            }
            foreach (var message in NameRules.DnsSubdomain(segments[i]))
                errors.Add(FieldError.Invalid(at, urlPath, $"segment[{i}]: {message}"));
        }
    }
}
