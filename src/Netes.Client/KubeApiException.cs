using Netes.Api.MetaV1;

namespace Netes.Client;

/// <summary>The API server answered with a failure: its Status says which
/// (https://kubernetes.io/docs/reference/using-api/api-concepts/#error-responses).</summary>
public sealed class KubeApiException : Exception
{
    public KubeApiException(int code, Status status, TimeSpan? retryAfter = null)
        : base(status.Message.Length > 0 ? status.Message : $"the server answered {code}")
    {
        Code = code;
        Status = status;
        RetryAfter = retryAfter;
    }

    /// <summary>The HTTP status code; for an ERROR event in a watch, the code that the event's Status carries.</summary>
    public int Code { get; }

    /// <summary>The machine-readable word for the failure ("NotFound", "Conflict"), or empty.</summary>
    public string Reason => Status.Reason;

    public Status Status { get; }

    /// <summary>How long the server asked to wait before trying again, when it did.</summary>
    public TimeSpan? RetryAfter { get; }

    public bool IsNotFound => Reason == "NotFound" || (Reason.Length == 0 && Code == 404);

    public bool IsAlreadyExists => Reason == "AlreadyExists";

    /// <summary>The object changed since it was read, or a precondition failed.</summary>
    public bool IsConflict => Reason == "Conflict" || (Reason.Length == 0 && Code == 409);

    public bool IsInvalid => Reason == "Invalid" || Code == 422;

    public bool IsForbidden => Reason == "Forbidden" || Code == 403;

    public bool IsUnauthorized => Code == 401;

    public bool IsMethodNotAllowed => Reason == "MethodNotAllowed" || Code == 405;

    public bool IsTooManyRequests => Reason == "TooManyRequests" || Code == 429;

    public bool IsTimeout => Reason is "Timeout" or "ServerTimeout";

    /// <summary>The resource version (or continue token) is too old for the server to serve: list again.</summary>
    public bool IsGone => Code == 410 || Reason is "Expired" or "Gone";

    /// <summary>The namespace is being deleted and takes no new objects.</summary>
    public bool IsNamespaceTerminating => HasCause("NamespaceTerminating");

    public bool HasCause(string causeReason)
    {
        foreach (var cause in Status.Details?.Causes ?? [])
            if (cause.Reason == causeReason) return true;
        return false;
    }
}
