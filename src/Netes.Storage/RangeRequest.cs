namespace Netes.Storage;

/// <summary>What a range read asks for (etcd's <c>RangeRequest</c>); results come in ascending key order.</summary>
public readonly record struct RangeRequest(KeyRange Range)
{
    /// <summary>At most so many keys; 0: all.</summary>
    public long Limit { get; init; }

    /// <summary>The state as of this revision; 0: the newest, including every acknowledged write.</summary>
    public long Revision { get; init; }

    /// <summary>
    /// The count behind the limit isn't wanted: <see cref="RangeResult.Count"/> then only tells whether there is more, and the
    /// store may stop looking there.
    /// </summary>
    public bool NoCount { get; init; }

    /// <summary>Leaves the values out.</summary>
    public bool KeysOnly { get; init; }

    /// <summary>Leaves the keys out as well: only <see cref="RangeResult.Count"/> is wanted.</summary>
    public bool CountOnly { get; init; }
}

public sealed class RangeResult
{
    /// <summary>The store's revision when it was read, whatever revision was asked for.</summary>
    public required long Revision { get; init; }

    public required IReadOnlyList<KeyValue> Items { get; init; }

    /// <summary>
    /// How many keys the range holds, those behind the limit included (with <see cref="RangeRequest.NoCount"/>: more than the
    /// items if there are any behind it).
    /// </summary>
    public required long Count { get; init; }

    /// <summary>The limit cut the range short.</summary>
    public bool More => Items.Count < Count;
}
