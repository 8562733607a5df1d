namespace Netes.Api;

/// <summary>Semantic comparison and copies of collections, for generated code.</summary>
public static class DeepCompare
{
    public static bool Lists<T>(List<T>? a, List<T>? b) => Lists(a, b, static (x, y) => EqualityComparer<T>.Default.Equals(x, y));

    public static bool Lists<T>(List<T>? a, List<T>? b, Func<T, T, bool> equals)
    {
        int count = a?.Count ?? 0;
        if (count != (b?.Count ?? 0)) return false;
        for (int i = 0; i < count; i++)
            if (!equals(a![i], b![i])) return false;
        return true;
    }

    public static bool Maps<T>(Dictionary<string, T>? a, Dictionary<string, T>? b) => Maps(a, b, static (x, y) => EqualityComparer<T>.Default.Equals(x, y));

    public static bool Maps<T>(Dictionary<string, T>? a, Dictionary<string, T>? b, Func<T, T, bool> equals)
    {
        if ((a?.Count ?? 0) != (b?.Count ?? 0)) return false;
        if (a is null || b is null) return true;
        foreach (var (key, value) in a)
            if (!b.TryGetValue(key, out var other) || !equals(value, other)) return false;
        return true;
    }

    public static bool Bytes(byte[]? a, byte[]? b) => (a ?? []).AsSpan().SequenceEqual(b ?? []);

    public static Dictionary<string, T>? CopyMap<T>(Dictionary<string, T>? map, Func<T, T> copy)
    {
        if (map is null) return null;
        var result = new Dictionary<string, T>(map.Count);
        foreach (var (key, value) in map) result.Add(key, copy(value));
        return result;
    }
}
