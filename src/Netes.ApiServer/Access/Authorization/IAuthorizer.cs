namespace Netes.ApiServer.Access.Authorization;

/// <summary>A decision and its reason. Who neither allows nor denies has no opinion, and lets the next one speak.</summary>
internal readonly record struct AccessDecision(bool Allowed, string Reason = "")
{
    /// <summary>Ends the question: no later authorizer is asked.</summary>
    public bool Denied { get; init; }

    /// <summary>What went wrong on the way to the decision.</summary>
    public string Error { get; init; } = "";

    public static AccessDecision NoOpinion => new(false);
}

/// <summary>One source of rights.</summary>
internal interface IAuthorizer
{
    ValueTask<AccessDecision> AuthorizeAsync(AccessAttributes attributes, CancellationToken cancellationToken);
}
