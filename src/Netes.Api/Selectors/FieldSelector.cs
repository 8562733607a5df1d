using System.Text;

namespace Netes.Api.Selectors;

/// <summary>One term of a field selector: <c>field=value</c> or <c>field!=value</c>.</summary>
public readonly record struct FieldTerm(string Field, string Value, bool Negated)
{
    public bool Matches(string actual) => Negated != string.Equals(actual, Value, StringComparison.Ordinal);
}

/// <summary>
/// A field selector: all terms must hold (https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/).
/// In values a backslash protects <c>\ , =</c>.
/// </summary>
public sealed class FieldSelector
{
    private readonly FieldTerm[] terms;

    private FieldSelector(FieldTerm[] terms) => this.terms = terms;

    public static FieldSelector Everything { get; } = new([]);

    public bool IsEverything => terms.Length == 0;

    public IReadOnlyList<FieldTerm> Terms => terms;

    /// <exception cref="SelectorSyntaxException">The text is no field selector.</exception>
    public static FieldSelector Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return Everything;
        var terms = new List<FieldTerm>();
        foreach (var part in Split(text))
        {
            if (part.Length > 0) terms.Add(ParseTerm(part, text));
        }
        terms.Sort((a, b) => string.CompareOrdinal(a.Field, b.Field));
        return terms.Count == 0 ? Everything : new FieldSelector([.. terms]);
    }

    public static FieldSelector Of(string field, string value) => new([new FieldTerm(field, value, false)]);

    /// <summary>The value that a field must have, if the selector asks for exactly one.</summary>
    public bool TryGetExact(string field, out string value)
    {
        foreach (var term in terms)
        {
            if (term.Negated || term.Field != field) continue;
            value = term.Value;
            return true;
        }
        value = "";
        return false;
    }

    /// <param name="field">Gives the value of a field.</param>
    public bool Matches(Func<string, string> field)
    {
        foreach (var term in terms)
        {
            if (!term.Matches(field(term.Field))) return false;
        }
        return true;
    }

    public override string ToString() => string.Join(',', terms.Select(t => t.Field + (t.Negated ? "!=" : "=") + Escape(t.Value)));

    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == ',')
            {
                yield return text[start..i];
                start = i + 1;
            }
        }
        yield return text[start..];
    }

    private static FieldTerm ParseTerm(string term, string selector)
    {
        for (var i = 0; i < term.Length; i++)
        {
            var rest = term.AsSpan(i);
            var length = rest.StartsWith("!=") || rest.StartsWith("==") ? 2 : rest[0] == '=' ? 1 : 0;
            if (length > 0) return new FieldTerm(term[..i], Unescape(term[(i + length)..]), rest[0] == '!');
        }
        throw new SelectorSyntaxException($"invalid selector: '{selector}'; can't understand '{term}'");
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)
            .Replace("=", "\\=", StringComparison.Ordinal);

    private static string Unescape(string value)
    {
        if (value.AsSpan().IndexOfAny('\\', ',', '=') < 0) return value;
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            switch (value[i])
            {
                case '\\' when i + 1 < value.Length && value[i + 1] is '\\' or ',' or '=':
                    text.Append(value[++i]);
                    break;
                case '\\':
                    throw new SelectorSyntaxException("invalid field selector: invalid escape sequence: " +
                        (i + 1 < value.Length ? value.Substring(i, 2) : "\\"));
                case ',' or '=':
                    throw new SelectorSyntaxException($"invalid field selector: unescaped character in value: {value[i]}");
                default:
                    text.Append(value[i]);
                    break;
            }
        }
        return text.ToString();
    }
}
