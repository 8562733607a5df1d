using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Resource;

/// <summary>Lists and maps with limits. One that is too long is not looked into: that is what its limit is for.</summary>
internal static class Lists
{
    private const int ShownKeyLength = 96;

    public static bool Within<T>(ErrorList errors, ICollection<T>? list, int most, FieldPath path)
    {
        if ((list?.Count ?? 0) <= most) return true;
        errors.Add(FieldError.TooMany(path, list!.Count, most));
        return false;
    }

    public static void Each<T>(ErrorList errors, List<T>? list, int most, FieldPath path, Action<T, FieldPath> check)
    {
        if (!Within(errors, list, most, path)) return;
        for (var i = 0; i < (list?.Count ?? 0); i++) check(list![i], path.Index(i));
    }

    /// <summary>A list in which no key may stand twice.</summary>
    public static void Set<T>(ErrorList errors, List<T>? list, int most, FieldPath path, Func<T, string> key, Action<T, FieldPath> check)
    {
        if (!Within(errors, list, most, path)) return;
        Each(errors, list, most, path, check);
        var seen = new HashSet<string>();
        for (var i = 0; i < (list?.Count ?? 0); i++)
        {
            if (!seen.Add(key(list![i]))) errors.Add(FieldError.Duplicate(path.Index(i), key(list[i])));
        }
    }

    public static void Map<T>(ErrorList errors, Dictionary<string, T>? map, int most, FieldPath path, Action<string, FieldPath> checkKey,
        Action<T, FieldPath> check)
    {
        if (!Within(errors, map, most, path)) return;
        foreach (var (key, value) in (map ?? []).OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            checkKey(key, path);
            check(value, path.Key(Shown(key)));
        }
    }

    /// <summary>A long key loses its middle in a path.</summary>
    internal static string Shown(string key)
    {
        if (key.Length <= ShownKeyLength) return key;
        const string Ellipsis = "...";
        var left = ShownKeyLength - Ellipsis.Length;
        return string.Concat(key.AsSpan(0, (left + 1) / 2), Ellipsis, key.AsSpan(key.Length - left / 2));
    }
}
