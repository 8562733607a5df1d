using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Netes.Cel.Library;

/// <summary>
/// Regular expressions in RE2's syntax (https://github.com/google/re2/wiki/Syntax), matched in time linear to the text. What was
/// compiled lately is kept.
/// </summary>
internal static class Patterns
{
    private const int Kept = 1000;

    private static readonly ConcurrentDictionary<string, Regex> Compiled = new(StringComparer.Ordinal);

    public static bool TryGet(string pattern, [NotNullWhen(true)] out Regex? regex, out string error)
    {
        error = "";
        if (Compiled.TryGetValue(pattern, out regex)) return true;
        try
        {
            regex = new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            error = $"error parsing regexp: {e.Message}";
            return false;
        }
        if (Compiled.Count >= Kept) Compiled.Clear();
        Compiled.TryAdd(pattern, regex);
        return true;
    }

    /// <summary>Where .NET reads a pattern differently from RE2, it is rewritten.</summary>
    private static string Translate(string pattern)
    {
        var result = new StringBuilder(pattern.Length + 16);
        bool multiline = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            switch (c)
            {
                case '\\' when i + 1 < pattern.Length:
                    i++;
                    if (pattern[i] == 'Q') i = Quoted(pattern, i + 1, result);
                    else Escape(pattern, ref i, result, inClass: false);
                    break;
                case '[':
                    i = Class(pattern, i, result);
                    break;
                case '$':
                    result.Append(multiline ? "$" : "\\z");
                    break;
                case '(' when pattern.AsSpan(i).StartsWith("(?P<"):
                    result.Append("(?<");
                    i += 3;
                    break;
                case '(' when i + 2 < pattern.Length && pattern[i + 1] == '?':
                    int end = i + 2;
                    while (end < pattern.Length && (char.IsAsciiLetter(pattern[end]) || pattern[end] == '-')) end++;
                    string flags = pattern[(i + 2)..end];
                    if (flags.Contains('U', StringComparison.Ordinal)) throw new NotSupportedException($"invalid or unsupported Perl syntax: `(?{flags}`");
                    if (end > i + 2) multiline = flags.Split('-')[0].Contains('m', StringComparison.Ordinal) || (multiline && !flags.Contains('-', StringComparison.Ordinal));
                    result.Append("(?").Append(flags);
                    i = end - 1;
                    break;
                default:
                    result.Append(c);
                    break;
            }
        }
        return result.ToString();
    }

    private static int Quoted(string pattern, int start, StringBuilder result)
    {
        int end = pattern.IndexOf("\\E", start, StringComparison.Ordinal);
        result.Append(Regex.Escape(end < 0 ? pattern[start..] : pattern[start..end]));
        return end < 0 ? pattern.Length : end + 1;
    }

    private static void Escape(string pattern, ref int i, StringBuilder result, bool inClass)
    {
        switch (pattern[i])
        {
            case 'd': result.Append(inClass ? "0-9" : "[0-9]"); break;
            case 'w': result.Append(inClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]"); break;
            case 's': result.Append(inClass ? "\\t\\n\\f\\r " : "[\\t\\n\\f\\r ]"); break;
            case 'D' when !inClass: result.Append("[^0-9]"); break;
            case 'W' when !inClass: result.Append("[^0-9A-Za-z_]"); break;
            case 'S' when !inClass: result.Append("[^\\t\\n\\f\\r ]"); break;
            case 'z' or 'A' or 'b' or 'B' or 'p' or 'P' or 'a' or 'f' or 't' or 'n' or 'r' or 'v' or 'D' or 'W' or 'S' or '0':
                result.Append('\\').Append(pattern[i]);
                break;
            case 'x' when i + 1 < pattern.Length && pattern[i + 1] == '{':
                int close = pattern.IndexOf('}', i);
                if (close < 0 || !int.TryParse(pattern.AsSpan(i + 2, close - i - 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out int code) || !Rune.IsValid(code))
                    throw new NotSupportedException("invalid escape sequence");
                result.Append(Regex.Escape(new Rune(code).ToString()));
                i = close;
                break;
            case 'x':
                result.Append("\\x");
                break;
            case var other when char.IsAsciiLetterOrDigit(other):
                throw new NotSupportedException($"invalid escape sequence: `\\{other}`");
            case var other:
                result.Append('\\').Append(other);
                break;
        }
    }

    private static int Class(string pattern, int start, StringBuilder result)
    {
        result.Append('[');
        int i = start + 1;
        if (i < pattern.Length && pattern[i] == '^')
        {
            result.Append('^');
            i++;
        }
        for (bool first = true; i < pattern.Length; i++, first = false)
        {
            char c = pattern[i];
            if (c == ']' && !first)
            {
                result.Append(']');
                return i;
            }
            if (c == '[' && i + 1 < pattern.Length && pattern[i + 1] == ':')
            {
                int end = pattern.IndexOf(":]", i, StringComparison.Ordinal);
                if (end > 0)
                {
                    result.Append(Named(pattern[(i + 2)..end]));
                    i = end + 1;
                    continue;
                }
            }
            if (c == '\\' && i + 1 < pattern.Length)
            {
                i++;
                Escape(pattern, ref i, result, inClass: true);
            }
            else
            {
                if (c is '[' || (c is ']' && first)) result.Append('\\');
                result.Append(c);
            }
        }
        throw new NotSupportedException($"missing closing ]: `{pattern[start..]}`");
    }

    private static string Named(string name) => name switch
    {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "ascii" => "\\x00-\\x7F",
        "blank" => "\\t ",
        "cntrl" => "\\x00-\\x1F\\x7F",
        "digit" => "0-9",
        "graph" => "!-~",
        "lower" => "a-z",
        "print" => " -~",
        "punct" => "!-/:-@\\[-`{-~",
        "space" => "\\t\\n\\v\\f\\r ",
        "upper" => "A-Z",
        "word" => "0-9A-Za-z_",
        "xdigit" => "0-9A-Fa-f",
        _ => throw new NotSupportedException($"invalid character class range: `[:{name}:]`"),
    };
}
