namespace Netes.Client;

/// <summary>One answer to a list: the objects, the resource version at which they were read, and the token for more.</summary>
public sealed class ListPage<T>
{
    public required IReadOnlyList<T> Items { get; init; }

    public required string ResourceVersion { get; init; }

    /// <summary>Empty when this page is the last.</summary>
    public string Continue { get; init; } = "";

    public long? RemainingItemCount { get; init; }
}
