using System.Text;

namespace Netes.Api.Generator.Emit;

/// <summary>Text with indentation by braces.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new StringBuilder();
    private int _depth;

    public void Line(string line = "")
    {
        if (line.Length > 0 && line[0] == '}') _depth--;
        if (line.Length > 0) _text.Append(' ', _depth * 4).Append(line);
        _text.Append('\n');
        if (line.Length > 0 && line[line.Length - 1] == '{') _depth++;
    }

    public override string ToString() => _text.ToString();

    public static string Quote(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
}
