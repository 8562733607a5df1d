namespace Netes.Storage;

/// <summary>The keys from <see cref="From"/> (included) to <see cref="To"/> (excluded) in <see cref="Utf8Order"/>.</summary>
public readonly struct KeyRange : IEquatable<KeyRange>
{
    private readonly string? _from;

    /// <param name="from">The first key.</param>
    /// <param name="to">The first key that no longer belongs to the range; null: there is none.</param>
    public KeyRange(string from, string? to)
    {
        _from = from;
        To = to;
    }

    public string From => _from ?? "";

    /// <summary>Null: the range goes on to the last key.</summary>
    public string? To { get; }

    public static KeyRange All => default;

    /// <summary>One key alone. U+0000 is the smallest character, so nothing stands between the key and its end.</summary>
    public static KeyRange Key(string key) => new(key, key + '\0');

    /// <summary>Every key that starts with the prefix.</summary>
    public static KeyRange Prefix(string prefix) => new(prefix, PrefixEnd(prefix));

    public bool Contains(ReadOnlySpan<char> key) =>
        Utf8Order.Compare(key, From) >= 0 && (To is null || Utf8Order.Compare(key, To) < 0);

    /// <summary>The same range from just behind the key on: what a continued list reads.</summary>
    public KeyRange After(string key) => new(key + '\0', To);

    public bool Equals(KeyRange other) => From == other.From && To == other.To;
    public override bool Equals(object? obj) => obj is KeyRange other && Equals(other);
    public override int GetHashCode() => HashCode.Combine(From, To);
    public static bool operator ==(KeyRange x, KeyRange y) => x.Equals(y);
    public static bool operator !=(KeyRange x, KeyRange y) => !x.Equals(y);
    public override string ToString() => $"[{From}, {To ?? "∞"})";

    /// <summary>The smallest string above every string with the prefix: the last character that can grow, grown by one.</summary>
    private static string? PrefixEnd(string prefix)
    {
        var end = prefix.Length;
        while (end > 0)
        {
            var start = end >= 2 && char.IsSurrogatePair(prefix[end - 2], prefix[end - 1]) ? end - 2 : end - 1;
            var scalar = char.ConvertToUtf32(prefix, start);
            if (scalar < 0x10FFFF)
                return string.Concat(prefix.AsSpan(0, start), char.ConvertFromUtf32(scalar == 0xD7FF ? 0xE000 : scalar + 1));
            end = start;
        }
        return null;
    }
}
