using System.Text;

namespace Netes.Cel.Library;

/// <summary>cel-go's string extension, version 2 (with <c>reverse</c> of version 3 and <c>format</c>). Positions count code points.</summary>
internal static class StringLibrary
{
    /// <param name="reverse">Whether <c>reverse</c> is there, which Kubernetes leaves out.</param>
    public static CelLibrary Create(bool reverse)
    {
        var library = new CelLibrary();
        CelType s = CelType.String, i = CelType.Int, list = CelType.List(CelType.String);
        library.Member("charAt", "string_char_at_int", [s, i], s, args => CharAt(args[0].AsString, args[1].AsInt));
        library.Member("indexOf", "string_index_of_string", [s, s], i, args => IndexOf(args[0].AsString, args[1].AsString, 0));
        library.Member("indexOf", "string_index_of_string_int", [s, s, i], i, args => IndexOf(args[0].AsString, args[1].AsString, args[2].AsInt));
        library.Member("lastIndexOf", "string_last_index_of_string", [s, s], i, args => LastIndexOf(args[0].AsString, args[1].AsString, null));
        library.Member("lastIndexOf", "string_last_index_of_string_int", [s, s, i], i, args => LastIndexOf(args[0].AsString, args[1].AsString, args[2].AsInt));
        library.Member("lowerAscii", "string_lower_ascii", [s], s, args => CelValue.String(Map(args[0].AsString, char.IsAsciiLetterUpper, c => (char)(c | 0x20))));
        library.Member("upperAscii", "string_upper_ascii", [s], s, args => CelValue.String(Map(args[0].AsString, char.IsAsciiLetterLower, c => (char)(c & ~0x20))));
        library.Member("replace", "string_replace_string_string", [s, s, s], s, args => Replace(args[0].AsString, args[1].AsString, args[2].AsString, -1));
        library.Member("replace", "string_replace_string_string_int", [s, s, s, i], s,
            args => Replace(args[0].AsString, args[1].AsString, args[2].AsString, args[3].AsInt));
        library.Member("split", "string_split_string", [s, s], list, args => Split(args[0].AsString, args[1].AsString, -1));
        library.Member("split", "string_split_string_int", [s, s, i], list, args => Split(args[0].AsString, args[1].AsString, args[2].AsInt));
        library.Member("substring", "string_substring_int", [s, i], s, args => Substring(args[0].AsString, args[1].AsInt, null));
        library.Member("substring", "string_substring_int_int", [s, i, i], s, args => Substring(args[0].AsString, args[1].AsInt, args[2].AsInt));
        library.Member("trim", "string_trim", [s], s, args => CelValue.String(args[0].AsString.Trim(Spaces)));
        library.Member("join", "list_join", [list], s, args => Join(args[0].AsList, ""));
        library.Member("join", "list_join_string", [list, s], s, args => Join(args[0].AsList, args[1].AsString));
        library.Member("format", "string_format", [s, CelType.ListOfDyn], s, args => StringFormat.Format(args[0].AsString, args[1].AsList));
        library.Global("strings.quote", "strings_quote", [s], s, args => CelValue.String(Quote(args[0].AsString)));
        if (reverse) library.Member("reverse", "string_reverse", [s], s, args => CelValue.String(Text(CelText.CodePoints(args[0].AsString).Reverse())));
        return library;
    }

    private static readonly char[] Spaces =
    [
        '\t', '\n', '\v', '\f', '\r', ' ', '\u0085', '\u00A0', '\u1680', '\u2000', '\u2001', '\u2002', '\u2003', '\u2004', '\u2005', '\u2006',
        '\u2007', '\u2008', '\u2009', '\u200A', '\u2028', '\u2029', '\u202F', '\u205F', '\u3000',
    ];

    private static string Text(IEnumerable<int> codePoints)
    {
        var text = new StringBuilder();
        foreach (int point in codePoints) text.Append(Rune.IsValid(point) ? new Rune(point).ToString() : "\uFFFD");
        return text.ToString();
    }

    private static string Map(string text, Func<char, bool> which, Func<char, char> to) =>
        string.Create(text.Length, (text, which, to), static (span, state) =>
        {
            for (int i = 0; i < span.Length; i++) span[i] = state.which(state.text[i]) ? state.to(state.text[i]) : state.text[i];
        });

    private static CelValue CharAt(string text, long index)
    {
        int[] points = CelText.CodePoints(text);
        if (index < 0 || index > points.Length) return CelValue.Error($"index out of range: {index}");
        return CelValue.String(index == points.Length ? "" : Text(points.Skip((int)index).Take(1)));
    }

    private static CelValue IndexOf(string text, string part, long offset)
    {
        int[] points = CelText.CodePoints(text), wanted = CelText.CodePoints(part);
        if (offset < 0) return CelValue.Error($"index out of range: {offset}");
        if (part.Length == 0) return CelValue.Int(offset);
        if (offset > points.Length) return CelValue.Error($"index out of range: {offset}");
        int found = points.AsSpan((int)offset).IndexOf(wanted);
        return CelValue.Int(found < 0 ? -1 : found + offset);
    }

    private static CelValue LastIndexOf(string text, string part, long? offset)
    {
        int[] points = CelText.CodePoints(text), wanted = CelText.CodePoints(part);
        if (offset is null)
        {
            if (part.Length == 0) return CelValue.Int(points.Length);
            return CelValue.Int(points.AsSpan().LastIndexOf(wanted));
        }
        if (part.Length == 0) return CelValue.Int(offset.Value);
        if (offset < 0 || offset >= points.Length) return CelValue.Error($"index out of range: {offset}");
        int end = (int)Math.Min(points.Length, offset.Value + wanted.Length);
        return CelValue.Int(points.AsSpan(0, end).LastIndexOf(wanted));
    }

    private static CelValue Replace(string text, string old, string with, long limit)
    {
        if (limit == 0 || old == with) return CelValue.String(text);
        if (limit < 0 && old.Length > 0) return CelValue.String(text.Replace(old, with, StringComparison.Ordinal));
        var result = new StringBuilder();
        long left = limit < 0 ? long.MaxValue : limit;
        int at = 0;
        if (old.Length == 0)
        {
            foreach (Rune rune in text.EnumerateRunes())
            {
                if (left-- > 0) result.Append(with);
                result.Append(rune.ToString());
            }
            if (left > 0) result.Append(with);
            return CelValue.String(result.ToString());
        }
        for (; left > 0; left--)
        {
            int found = text.IndexOf(old, at, StringComparison.Ordinal);
            if (found < 0) break;
            result.Append(text, at, found - at).Append(with);
            at = found + old.Length;
        }
        return CelValue.String(result.Append(text, at, text.Length - at).ToString());
    }

    private static CelValue Split(string text, string separator, long limit)
    {
        if (limit == 0) return CelValue.List(CelArray.Empty);
        if (limit == 1) return CelValue.List(CelValue.String(text));
        if (separator.Length > 0)
            return CelValue.Strings(limit < 0 ? text.Split(separator) : text.Split(separator, (int)Math.Min(limit, int.MaxValue)));
        int[] points = CelText.CodePoints(text);
        int parts = (int)(limit < 0 ? points.Length : Math.Min(limit, points.Length));
        var values = new CelValue[parts];
        for (int i = 0; i < parts; i++) values[i] = CelValue.String(Text(i == parts - 1 ? points.Skip(i) : points.Skip(i).Take(1)));
        return CelValue.List(values);
    }

    private static CelValue Substring(string text, long start, long? end)
    {
        int[] points = CelText.CodePoints(text);
        if (end is null)
        {
            if (start < 0 || start > points.Length) return CelValue.Error($"index out of range: {start}");
            end = points.Length;
        }
        if (start > end) return CelValue.Error($"invalid substring range. start: {start}, end: {end}");
        if (start < 0 || start > points.Length) return CelValue.Error($"index out of range: {start}");
        if (end < 0 || end > points.Length) return CelValue.Error($"index out of range: {end}");
        return CelValue.String(Text(points[(int)start..(int)end]));
    }

    private static CelValue Join(CelList list, string separator)
    {
        var result = new StringBuilder();
        for (int i = 0; i < list.Count; i++)
        {
            if (list[i].Kind != CelKind.String) return CelValue.Error("no such overload");
            if (i > 0) result.Append(separator);
            result.Append(list[i].AsString);
        }
        return CelValue.String(result.ToString());
    }

    private static string Quote(string text)
    {
        var result = new StringBuilder("\"");
        foreach (Rune rune in text.EnumerateRunes())
        {
            result.Append(rune.Value switch
            {
                '\a' => "\\a",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\v' => "\\v",
                '\\' => "\\\\",
                '"' => "\\\"",
                _ => rune.ToString(),
            });
        }
        return result.Append('"').ToString();
    }
}
