using System.Globalization;
using System.Text;

namespace Netes.Cel;

/// <summary>One thing wrong with an expression, and where.</summary>
/// <param name="Position">Index into the expression's UTF-16 text.</param>
/// <param name="Message">What is wrong.</param>
public readonly record struct CelIssue(int Position, string Message);

/// <summary>The text of an expression, which can show where in it something is wrong.</summary>
internal sealed class SourceText(string text)
{
    public string Text => text;

    /// <summary>Such as <c>ERROR: &lt;input&gt;:1:5: undeclared reference to 'x' (in container '')</c> with the line below it.</summary>
    public string Format(CelIssue issue)
    {
        int position = Math.Clamp(issue.Position, 0, text.Length);
        int line = 1, lineStart = 0;
        for (int i = 0; i < position; i++)
        {
            if (text[i] == '\n') (line, lineStart) = (line + 1, i + 1);
        }
        int lineEnd = text.IndexOf('\n', position);
        string snippet = text[lineStart..(lineEnd < 0 ? text.Length : lineEnd)].Replace('\t', ' ');
        int column = CelText.Length(text[lineStart..position]);
        var result = new StringBuilder();
        result.Append(CultureInfo.InvariantCulture, $"ERROR: <input>:{line}:{column + 1}: {issue.Message}\n | {snippet}\n | ");
        int index = 0;
        foreach (Rune rune in snippet.EnumerateRunes())
        {
            if (index++ == column) return result.Append(rune.IsAscii ? '^' : '＾').ToString();
            result.Append(rune.IsAscii ? '.' : '．');
        }
        return result.Append('^').ToString();
    }

    /// <summary>All issues in the order of their places.</summary>
    public string Format(IEnumerable<CelIssue> issues) => string.Join("\n", issues.OrderBy(i => i.Position).Select(Format));
}
