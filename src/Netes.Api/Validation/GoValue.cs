using System.Collections;
using System.Globalization;
using System.Text;

namespace Netes.Api.Validation;

/// <summary>Text that is already as it should stand in a message: a JSON rendering of a larger value.</summary>
public readonly record struct JsonText(string Text);

/// <summary>Prints values in error messages as the Kubernetes API server does: Go's <c>%q</c> for text, JSON for the rest.</summary>
public static class GoValue
{
    public static string Format(object? value) => value switch
    {
        null => "null",
        string s => Quote(s),
        bool b => b ? "true" : "false",
        JsonText json => json.Text,
        int or long or short or double or float => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        DateTime time => Quote(time.ToString("yyyy-MM-dd HH:mm:ss '+0000 UTC'", CultureInfo.InvariantCulture)),
        IDictionary map => Json(map),
        IEnumerable list => Json(list),
        _ => Quote(value.ToString() ?? ""),
    };

    private static string Json(IDictionary map)
    {
        var keys = map.Keys.Cast<string>().ToArray();
        Array.Sort(keys, StringComparer.Ordinal);
        return "{" + string.Join(",", keys.Select(k => JsonString(k) + ":" + JsonElement(map[k]))) + "}";
    }

    private static string Json(IEnumerable list) => "[" + string.Join(",", list.Cast<object?>().Select(JsonElement)) + "]";

    private static string JsonElement(object? value) => value is string s ? JsonString(s) : Format(value);

    /// <summary>A JSON string as Go's encoder writes it (HTML characters escaped).</summary>
    public static string JsonString(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var c in value)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029': AppendHex(text, "\\u", c, 4); break;
                default: text.Append(c); break;
            }
        }
        return text.Append('"').ToString();
    }

    /// <summary>Go's <c>%q</c>: a double-quoted string literal.</summary>
    public static string Quote(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (var rune in value.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\a': text.Append("\\a"); break;
                case '\b': text.Append("\\b"); break;
                case '\f': text.Append("\\f"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case '\v': text.Append("\\v"); break;
                case < ' ' or 0x7f: AppendHex(text, "\\x", rune.Value, 2); break;
                default:
                    if (IsPrintable(rune)) text.Append(rune.ToString());
                    else if (rune.Value > 0xffff) AppendHex(text, "\\U", rune.Value, 8);
                    else AppendHex(text, "\\u", rune.Value, 4);
                    break;
            }
        }
        return text.Append('"').ToString();
    }

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or
        UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or
        UnicodeCategory.ParagraphSeparator);

    private static void AppendHex(StringBuilder text, string prefix, int value, int digits) =>
        text.Append(prefix).Append(value.ToString("x" + digits, CultureInfo.InvariantCulture));
}
