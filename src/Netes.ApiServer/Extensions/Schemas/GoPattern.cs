using System.Text;
using System.Text.RegularExpressions;

namespace Netes.ApiServer.Extensions.Schemas;

/// <summary>Go's regular expressions (RE2 syntax), matched in linear time.</summary>
internal static class GoPattern
{
    /// <returns>null when the pattern is none.</returns>
    public static Regex? TryCreate(string pattern)
    {
        try
        {
            return new Regex(Translate(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>In Go \d, \w and \s know ASCII only, and $ means the very end.</summary>
    private static string Translate(string pattern)
    {
        var text = new StringBuilder(pattern.Length + 8);
        bool inClass = false;
        bool lines = pattern.StartsWith("(?", StringComparison.Ordinal) && pattern.IndexOf(')') is > 0 and var end && pattern.AsSpan(0, end).Contains('m');
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                char next = pattern[++i];
                text.Append(next switch
                {
                    'd' => inClass ? "0-9" : "[0-9]",
                    'w' => inClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]",
                    's' => inClass ? @"\t\n\f\r " : @"[\t\n\f\r ]",
                    'D' when !inClass => "[^0-9]",
                    'W' when !inClass => "[^0-9A-Za-z_]",
                    'S' when !inClass => @"[^\t\n\f\r ]",
                    'z' => @"\z",
                    'p' or 'P' when i + 1 < pattern.Length && pattern[i + 1] != '{' => $"\\{next}{{{pattern[++i]}}}",
                    _ => "\\" + next,
                });
            }
            else if (inClass)
            {
                int close = c == '[' && i + 1 < pattern.Length && pattern[i + 1] == ':' ? pattern.IndexOf(":]", i, StringComparison.Ordinal) : -1;
                if (close > 0)
                {
                    text.Append(Posix(pattern[(i + 2)..close]));
                    i = close + 1;
                    continue;
                }
                if (c == ']') inClass = false;
                text.Append(c == '[' ? "\\[" : c);
            }
            else if (c == '[')
            {
                inClass = true;
                text.Append(c);
                if (i + 1 < pattern.Length && pattern[i + 1] == '^') text.Append(pattern[++i]);
                if (i + 1 < pattern.Length && pattern[i + 1] == ']')
                {
                    text.Append("\\]");
                    i++;
                }
            }
            else if (c == '$') text.Append(lines ? "(?:$)" : @"\z");
            else if (c == '(' && pattern.AsSpan(i).StartsWith("(?P<"))
            {
                text.Append("(?<");
                i += 3;
            }
            else text.Append(c);
        }
        return text.ToString();
    }

    private static string Posix(string name) => name switch
    {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "ascii" => @"\x00-\x7F",
        "blank" => @"\t ",
        "cntrl" => @"\x00-\x1F\x7F",
        "digit" => "0-9",
        "graph" => "!-~",
        "lower" => "a-z",
        "print" => " -~",
        "punct" => @"!-/:-@\[-`{-~",
        "space" => @"\t\n\v\f\r ",
        "upper" => "A-Z",
        "word" => "0-9A-Za-z_",
        "xdigit" => "0-9A-Fa-f",
        _ => throw new ArgumentException($"no class {name}"),
    };
}
