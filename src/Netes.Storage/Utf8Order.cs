namespace Netes.Storage;

/// <summary>
/// The order of keys: that of their UTF-8 bytes, as in etcd and SQLite. It differs from the order of UTF-16 code units only
/// where surrogate pairs (U+10000 and above) meet U+E000..U+FFFF.
/// </summary>
public static class Utf8Order
{
    public static IComparer<string> Comparer { get; } = Comparer<string>.Create((x, y) => Compare(x, y));

    public static int Compare(ReadOnlySpan<char> x, ReadOnlySpan<char> y)
    {
        var common = x.CommonPrefixLength(y);
        if (common == x.Length || common == y.Length) return x.Length - y.Length;
        return Rank(x[common]) - Rank(y[common]);
    }

    /// <summary>Moves the surrogates above all other code units.</summary>
    private static int Rank(char c) => c < 0xD800 ? c : c < 0xE000 ? c + 0x10000 : c;
}
