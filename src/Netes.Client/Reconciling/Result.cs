namespace Netes.Client.Reconciling;

/// <summary>What a reconciler wants next for the key it was given.</summary>
public readonly record struct Result
{
    private Result(TimeSpan? after, bool again) => (After, Again) = (after, again);

    /// <summary>When to call again in any case, if at all.</summary>
    public TimeSpan? After { get; }

    /// <summary>Whether to call again after the queue's growing delay, as if it had failed.</summary>
    public bool Again { get; }

    /// <summary>The world is as it should be until something changes.</summary>
    public static Result Done => default;

    /// <summary>Call again after this time even if nothing changes: a deadline, a grace period.</summary>
    public static Result RequeueAfter(TimeSpan delay) => new(delay < TimeSpan.Zero ? TimeSpan.Zero : delay, false);

    /// <summary>Call again with the key's exponential delay.</summary>
    public static Result Requeue => new(null, true);
}
