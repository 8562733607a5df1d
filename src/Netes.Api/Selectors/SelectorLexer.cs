namespace Netes.Api.Selectors;

internal enum SelectorTokenKind
{
    End,
    Error,
    Identifier,
    Open,
    Close,
    Comma,
    Not,
    Equals,
    DoubleEquals,
    NotEquals,
    GreaterThan,
    LessThan,
    In,
    NotIn,
}

internal readonly record struct SelectorToken(SelectorTokenKind Kind, string Text);

/// <summary>Cuts a label selector into words and symbols; the last token is always <see cref="SelectorTokenKind.End"/>.</summary>
internal static class SelectorLexer
{
    public static List<SelectorToken> Scan(string text)
    {
        var tokens = new List<SelectorToken>();
        var i = 0;
        while (i < text.Length)
        {
            if (IsSpace(text[i]))
            {
                i++;
                continue;
            }
            var start = i;
            if (IsSymbol(text[i]))
            {
                while (i < text.Length && IsSymbol(text[i])) i++;
                // The longest symbol wins: "==" before "=", but "=(" is two.
                var length = Math.Min(2, i - start);
                if (length == 2 && Symbol(text.AsSpan(start, 2)) == SelectorTokenKind.Error) length = 1;
                var kind = Symbol(text.AsSpan(start, length));
                tokens.Add(new SelectorToken(kind, text.Substring(start, length)));
                i = start + length;
                continue;
            }
            while (i < text.Length && !IsSpace(text[i]) && !IsSymbol(text[i])) i++;
            var word = text[start..i];
            tokens.Add(new SelectorToken(word switch
            {
                "in" => SelectorTokenKind.In,
                "notin" => SelectorTokenKind.NotIn,
                _ => SelectorTokenKind.Identifier,
            }, word));
        }
        tokens.Add(new SelectorToken(SelectorTokenKind.End, ""));
        return tokens;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static bool IsSymbol(char c) => c is '=' or '!' or '(' or ')' or ',' or '>' or '<';

    private static SelectorTokenKind Symbol(ReadOnlySpan<char> text) => text switch
    {
        ")" => SelectorTokenKind.Close,
        "," => SelectorTokenKind.Comma,
        "!" => SelectorTokenKind.Not,
        "==" => SelectorTokenKind.DoubleEquals,
        "=" => SelectorTokenKind.Equals,
        ">" => SelectorTokenKind.GreaterThan,
        "<" => SelectorTokenKind.LessThan,
        "!=" => SelectorTokenKind.NotEquals,
        "(" => SelectorTokenKind.Open,
        _ => SelectorTokenKind.Error,
    };
}
