namespace Netes.Client;

public sealed class KubeClientOptions
{
    /// <summary>Sent as User-Agent; its part before the first slash is the field manager's name by default.</summary>
    public string UserAgent { get; init; } = "netes";

    /// <summary>Gives the bearer token for each request, or null for none. Called often: cache in it.</summary>
    public Func<string?>? BearerToken { get; init; }

    /// <summary>Longest answer that is read into memory, in bytes; watches have no limit but one event's.</summary>
    public int MaxResponseBytes { get; init; } = 512 << 20;

    /// <summary>How often a request is tried again that the server refused for load (429, or 5xx with Retry-After).</summary>
    public int MaxRetries { get; init; } = 10;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
