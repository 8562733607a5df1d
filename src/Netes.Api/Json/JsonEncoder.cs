using System.Text.Json;

namespace Netes.Api.Json;

/// <summary>Writes the values that need more than a call of the writer, for generated code.</summary>
public static class JsonEncoder
{
    /// <summary>A map's entries in Go's order: by the bytes of the key.</summary>
    public static IEnumerable<KeyValuePair<string, T>> Sorted<T>(Dictionary<string, T> map)
    {
        if (map.Count < 2) return map;
        var entries = new KeyValuePair<string, T>[map.Count];
        ((ICollection<KeyValuePair<string, T>>)map).CopyTo(entries, 0);
        Array.Sort(entries, static (a, b) => CompareUtf8(a.Key, b.Key));
        return entries;
    }

    /// <summary>UTF-16 order differs from UTF-8's only where surrogates meet U+E000 to U+FFFF.</summary>
    internal static int CompareUtf8(string a, string b)
    {
        int length = Math.Min(a.Length, b.Length);
        for (int i = 0; i < length; i++)
        {
            char x = a[i], y = b[i];
            if (x == y) continue;
            if (char.IsSurrogate(x) != char.IsSurrogate(y)) return char.IsSurrogate(x) ? 1 : -1;
            return x - y;
        }
        return a.Length - b.Length;
    }

    public static void Time(Utf8JsonWriter writer, DateTime value) => Time(writer, value, micro: false);

    public static void MicroTime(Utf8JsonWriter writer, DateTime value) => Time(writer, value, micro: true);

    private static void Time(Utf8JsonWriter writer, DateTime value, bool micro)
    {
        // The zero time is Go's null, as an element of a map.
        if (value == default)
        {
            writer.WriteNullValue();
            return;
        }
        Span<byte> text = stackalloc byte[ApiTime.MaxLength];
        writer.WriteStringValue(text[..ApiTime.Format(value, text, micro)]);
    }

    public static void Duration(Utf8JsonWriter writer, TimeSpan value) => writer.WriteStringValue(GoDuration.Format(value));

    public static void Double(Utf8JsonWriter writer, double value) => writer.WriteNumberValue(value);

    public static void Strings(Utf8JsonWriter writer, List<string>? values)
    {
        if (values is null)
        {
            writer.WriteNullValue();
            return;
        }
        writer.WriteStartArray();
        foreach (string value in values) writer.WriteStringValue(value);
        writer.WriteEndArray();
    }
}
