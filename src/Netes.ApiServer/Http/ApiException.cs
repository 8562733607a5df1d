namespace Netes.ApiServer.Http;

/// <summary>A request that ends in a Status of failure. The pipeline's outermost frame writes it as the answer.</summary>
internal sealed class ApiException(ApiFailure failure) : Exception(failure.Message)
{
    public ApiFailure Failure { get; } = failure;
}

/// <summary>The content of a failure Status
/// (https://github.com/kubernetes/community/blob/master/contributors/devel/sig-architecture/api-conventions.md#response-status-kind).</summary>
internal sealed record ApiFailure(int Code, string Reason, string Message)
{
    /// <summary>null leaves "details" out; an empty one writes {}.</summary>
    public FailureDetails? Details { get; init; }

    /// <summary>With an expired list: a token that goes on at the newest state.</summary>
    public string Continue { get; init; } = "";
}

internal sealed record FailureDetails(string Name = "", string Group = "", string Kind = "", string Uid = "")
{
    public IReadOnlyList<FailureCause> Causes { get; init; } = [];
    public int RetryAfterSeconds { get; init; }
}

internal sealed record FailureCause(string Reason, string Message, string Field);
