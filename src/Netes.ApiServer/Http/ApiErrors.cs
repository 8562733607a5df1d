using Netes.Api.Validation;
namespace Netes.ApiServer.Http;

/// <summary>Every failure that the server itself answers with, in upstream's words, reasons and codes.</summary>
internal static class ApiErrors
{
    private static readonly FailureDetails Nothing = new();

    public static ApiException BadRequest(string message) => new(new ApiFailure(400, "BadRequest", message));

    public static ApiException Unauthorized() => new(new ApiFailure(401, "Unauthorized", "Unauthorized"));

    public static ApiException PathNotFound() =>
        new(new ApiFailure(404, "NotFound", "the server could not find the requested resource") { Details = Nothing });

    public static ApiException MethodNotAllowed() => new(new ApiFailure(405, "MethodNotAllowed",
        "the server does not allow this method on the requested resource") { Details = Nothing });

    public static ApiException NotFound(string group, string resource, string name) =>
        new(new ApiFailure(404, "NotFound", $"{Qualified(resource, group)} {GoValue.Quote(name)} not found")
        { Details = new FailureDetails(name, group, resource) });

    public static ApiException AlreadyExists(string group, string resource, string name) =>
        new(new ApiFailure(409, "AlreadyExists", $"{Qualified(resource, group)} {GoValue.Quote(name)} already exists")
        { Details = new FailureDetails(name, group, resource) });

    /// <summary>A generated name was taken: clients are asked to try again.</summary>
    public static ApiException GeneratedNameTaken(string group, string resource, string name) =>
        new(new ApiFailure(409, "AlreadyExists",
            $"{Qualified(resource, group)} {GoValue.Quote(name)} already exists, the server was not able to generate a unique name for the object")
        { Details = new FailureDetails(name, group, resource) { RetryAfterSeconds = 1 } });

    public static ApiException Conflict(string group, string resource, string name, string why) =>
        new(new ApiFailure(409, "Conflict", $"Operation cannot be fulfilled on {Qualified(resource, group)} {GoValue.Quote(name)}: {why}")
        { Details = new FailureDetails(name, group, resource) });

    public static ApiException Modified(string group, string resource, string name) =>
        Conflict(group, resource, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiException Forbidden(string group, string resource, string name, string why)
    {
        string what = resource.Length == 0 ? "forbidden: " + why
            : name.Length == 0 ? $"{Qualified(resource, group)} is forbidden: {why}"
            : $"{Qualified(resource, group)} {GoValue.Quote(name)} is forbidden: {why}";
        return new ApiException(new ApiFailure(403, "Forbidden", what) { Details = new FailureDetails(name, group, resource) });
    }

    /// <summary>A create in a namespace that is going away: the cause tells controllers to stop trying.</summary>
    public static ApiException NamespaceTerminating(string group, string resource, string name, string ns)
    {
        string why = $"unable to create new content in namespace {ns} because it is being terminated";
        ApiFailure failure = Forbidden(group, resource, name, why).Failure;
        return new ApiException(failure with
        {
            Details = failure.Details! with
            {
                Causes = [new FailureCause("NamespaceTerminating", $"namespace {ns} is being terminated", "metadata.namespace")],
            },
        });
    }

    public static ApiException Expired(string message) => new(new ApiFailure(410, "Expired", message));

    public static ApiException TooLargeResourceVersion(ulong wanted, long current) =>
        new(new ApiFailure(504, "Timeout", $"Timeout: Too large resource version: {wanted}, current: {current}")
        {
            Details = new FailureDetails
            {
                Causes = [new FailureCause("ResourceVersionTooLarge", "Too large resource version", "")],
                RetryAfterSeconds = 1,
            },
        });

    public static ApiException TooManyRequests(string message, int retryAfterSeconds, string group = "", string resource = "", string name = "",
        IReadOnlyList<FailureCause>? causes = null) =>
        new(new ApiFailure(429, "TooManyRequests", message)
        {
            Details = new FailureDetails(name, group, resource) { RetryAfterSeconds = retryAfterSeconds, Causes = causes ?? [] },
        });

    public static ApiException NotAcceptable(string accepted) =>
        new(new ApiFailure(406, "NotAcceptable", "only the following media types are accepted: " + accepted));

    /// <summary>No type was named that is ever produced: the router's own answer.</summary>
    public static ApiException NotAcceptableAtAll(string available = MediaType.Accepted) =>
        new(new ApiFailure(406, "NotAcceptable", "406: Not Acceptable\n\nAvailable representations: " + available) { Details = Nothing });

    /// <summary>A type of patch that nobody knows: the router's own answer.</summary>
    public static ApiException UnsupportedPatchType() => new(new ApiFailure(415, "UnsupportedMediaType", "415: Unsupported Media Type") { Details = Nothing });

    public static ApiException UnsupportedMediaType(string accepted) => new(new ApiFailure(415, "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: " + accepted));

    public static ApiException BodyTooLarge(long limit) => new(new ApiFailure(413, "RequestEntityTooLarge",
        $"Request entity too large: limit is {limit}"));

    public static ApiException Internal(string message) =>
        new(new ApiFailure(500, "InternalError", "Internal error occurred: " + message)
        { Details = new FailureDetails { Causes = [new FailureCause("", message, "")] } });

    /// <summary>A plain error that upstream passes on without a reason.</summary>
    public static ApiException Plain(string message) => new(new ApiFailure(500, "", message));

    public static ApiException ServiceUnavailable(string message) => new(new ApiFailure(503, "ServiceUnavailable", message));

    /// <summary>Validation failed: one cause a field.</summary>
    public static ApiException Invalid(string group, string kind, string name, IReadOnlyList<FailureCause> causes)
    {
        string[] texts = [.. causes.Select(c => c.Field.Length == 0 ? c.Message : $"{c.Field}: {c.Message}").Distinct()];
        string all = texts.Length == 1 ? texts[0] : "[" + string.Join(", ", texts) + "]";
        return new ApiException(new ApiFailure(422, "Invalid", $"{Qualified(kind, group)} {GoValue.Quote(name)} is invalid: {all}")
        { Details = new FailureDetails(name, group, kind) { Causes = causes } });
    }

    private static string Qualified(string resource, string group) => group.Length == 0 ? resource : resource + "." + group;
}
