using System.Text;

namespace Netes.Cel;

/// <summary>
/// Names of fields as identifiers (https://kubernetes.io/docs/reference/using-api/cel/#escaping): <c>a-b</c> becomes <c>a__dash__b</c>.
/// </summary>
public static class FieldNames
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    };

    /// <summary>Null when the name can't be made an identifier.</summary>
    public static string? Escape(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0])) return null;
        if (Reserved.Contains(name)) return $"__{name}__";
        bool plain = true;
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-' or '/')) return null;
            plain &= char.IsAsciiLetterOrDigit(c);
        }
        if (plain) return name;
        var escaped = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            switch (name[i])
            {
                case '_' when i + 1 < name.Length && name[i + 1] == '_':
                    escaped.Append("__underscores__");
                    i++;
                    break;
                case '.': escaped.Append("__dot__"); break;
                case '-': escaped.Append("__dash__"); break;
                case '/': escaped.Append("__slash__"); break;
                default: escaped.Append(name[i]); break;
            }
        }
        return escaped.ToString();
    }

    /// <summary>The name that was escaped.</summary>
    public static string Unescape(string escaped)
    {
        if (!escaped.Contains("__", StringComparison.Ordinal)) return escaped;
        if (escaped.Length > 4 && escaped.StartsWith("__", StringComparison.Ordinal) && escaped.EndsWith("__", StringComparison.Ordinal) && Reserved.Contains(escaped[2..^2]))
            return escaped[2..^2];
        var name = new StringBuilder();
        for (int i = 0; i < escaped.Length; i++)
        {
            (string? mark, string plain) = escaped.AsSpan(i) switch
            {
                var rest when rest.StartsWith("__underscores__") => ("__underscores__", "__"),
                var rest when rest.StartsWith("__dot__") => ("__dot__", "."),
                var rest when rest.StartsWith("__dash__") => ("__dash__", "-"),
                var rest when rest.StartsWith("__slash__") => ("__slash__", "/"),
                _ => (null, ""),
            };
            if (mark is null)
            {
                name.Append(escaped[i]);
                continue;
            }
            name.Append(plain);
            i += mark.Length - 1;
        }
        return name.ToString();
    }
}
