using System.Globalization;

namespace Netes.Kubelet.Server.Logs;

/// <summary>Which part of a log is asked for: PodLogOptions, as the API server passes them on in the query.</summary>
internal sealed record LogOptions
{
    public bool Follow { get; init; }

    public bool Previous { get; init; }

    public bool Timestamps { get; init; }

    /// <summary>The last so many lines; null for all.</summary>
    public long? TailLines { get; init; }

    /// <summary>At most so many bytes of output.</summary>
    public long? LimitBytes { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Stdout, Stderr or All (KEP-3288).</summary>
    public string Stream { get; init; } = "All";

    /// <param name="get">A query parameter's value, null when it isn't there.</param>
    /// <exception cref="FormatException">A value is none; the message is for the client.</exception>
    public static LogOptions Parse(Func<string, string?> get, DateTimeOffset now)
    {
        var sinceSeconds = Number(get, "sinceSeconds", 1);
        DateTimeOffset? since = sinceSeconds is { } seconds ? now.AddSeconds(-seconds) : null;
        if (get("sinceTime") is { Length: > 0 } text)
        {
            if (since is not null) throw new FormatException("at most one of sinceTime or sinceSeconds may be specified");
            since = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                ? at
                : throw new FormatException($"sinceTime: not a time: {text}");
        }

        return new LogOptions
        {
            Follow = Bool(get, "follow"),
            Previous = Bool(get, "previous"),
            Timestamps = Bool(get, "timestamps"),
            TailLines = Number(get, "tailLines", 0),
            LimitBytes = Number(get, "limitBytes", 1),
            Since = since,
            Stream = get("stream") is { Length: > 0 } stream ? stream : "All",
        };
    }

    private static bool Bool(Func<string, string?> get, string name) => 
        get(name) is "" or "1" or "true" or "True" or "TRUE" or "t" or "T";

    private static long? Number(Func<string, string?> get, string name, long least)
    {
        if (get(name) is not { Length: > 0 } text) return null;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw new FormatException($"{name}: not a number: {text}");
        if (number < least) throw new FormatException($"{name}: must be greater than or equal to {least}");
        return number;
    }
}
