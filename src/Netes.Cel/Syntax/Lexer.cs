namespace Netes.Cel.Syntax;

/// <summary>Text to tokens. What is no token is reported and skipped, as upstream's lexer does.</summary>
internal static class Lexer
{
    public static List<Token> Read(string text, List<CelIssue> issues)
    {
        var tokens = new List<Token>();
        int at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (c is ' ' or '\t' or '\r' or '\n' or '\f')
            {
                at++;
                continue;
            }
            if (c == '/' && Peek(text, at + 1) == '/')
            {
                while (at < text.Length && text[at] != '\n') at++;
                continue;
            }
            int start = at;
            TokenKind? kind = Next(text, ref at);
            if (kind is { } known) tokens.Add(new(known, start, at));
            else issues.Add(new(start, $"Syntax error: token recognition error at: '{text[start..at].Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal)}'"));
        }
        tokens.Add(new(TokenKind.EndOfInput, text.Length, text.Length));
        return tokens;
    }

    private static char Peek(string text, int at) => at < text.Length ? text[at] : '\0';

    private static TokenKind? Next(string text, ref int at)
    {
        char c = text[at], next = Peek(text, at + 1);
        if (StringStart(text, at, out int quote, out bool raw, out bool bytes)) return ReadString(text, ref at, quote, raw, bytes);
        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(next))) return ReadNumber(text, ref at);
        if (char.IsAsciiLetter(c) || c == '_') return ReadWord(text, ref at);
        if (c == '`') return ReadQuoted(text, ref at);
        (TokenKind? kind, int length) = (c, next) switch
        {
            ('=', '=') => (TokenKind.Equal, 2),
            ('!', '=') => (TokenKind.NotEqual, 2),
            ('<', '=') => (TokenKind.LessEqual, 2),
            ('>', '=') => (TokenKind.GreaterEqual, 2),
            ('&', '&') => (TokenKind.And, 2),
            ('|', '|') => (TokenKind.Or, 2),
            ('<', _) => (TokenKind.Less, 1),
            ('>', _) => (TokenKind.Greater, 1),
            ('[', _) => (TokenKind.OpenBracket, 1),
            (']', _) => (TokenKind.CloseBracket, 1),
            ('{', _) => (TokenKind.OpenBrace, 1),
            ('}', _) => (TokenKind.CloseBrace, 1),
            ('(', _) => (TokenKind.OpenParenthesis, 1),
            (')', _) => (TokenKind.CloseParenthesis, 1),
            ('.', _) => (TokenKind.Dot, 1),
            (',', _) => (TokenKind.Comma, 1),
            ('-', _) => (TokenKind.Minus, 1),
            ('!', _) => (TokenKind.Not, 1),
            ('?', _) => (TokenKind.Question, 1),
            (':', _) => (TokenKind.Colon, 1),
            ('+', _) => (TokenKind.Plus, 1),
            ('*', _) => (TokenKind.Star, 1),
            ('/', _) => (TokenKind.Slash, 1),
            ('%', _) => (TokenKind.Percent, 1),
            ('=' or '&' or '|', not '\0') => (default(TokenKind?), 2),
            _ => (default(TokenKind?), char.IsHighSurrogate(c) && char.IsLowSurrogate(next) ? 2 : 1),
        };
        at += length;
        return kind;
    }

    private static bool StringStart(string text, int at, out int quote, out bool raw, out bool bytes)
    {
        raw = bytes = false;
        quote = at;
        for (; quote < at + 2; quote++)
        {
            char c = Peek(text, quote);
            if (c is 'r' or 'R' && !raw) raw = true;
            else if (c is 'b' or 'B' && !bytes && !raw) bytes = true;
            else break;
        }
        return Peek(text, quote) is '"' or '\'';
    }

    private static TokenKind? ReadString(string text, ref int at, int quote, bool raw, bool bytes)
    {
        char mark = text[quote];
        bool triple = Peek(text, quote + 1) == mark && Peek(text, quote + 2) == mark;
        int i = quote + (triple ? 3 : 1);
        while (i < text.Length)
        {
            char c = text[i];
            if (c == '\\' && !raw)
            {
                i += 2;
                continue;
            }
            if (!triple && c is '\n' or '\r') break;
            if (c == mark && (!triple || (Peek(text, i + 1) == mark && Peek(text, i + 2) == mark)))
            {
                at = i + (triple ? 3 : 1);
                return bytes ? TokenKind.Bytes : TokenKind.String;
            }
            i++;
        }
        at = Math.Min(i + 1, text.Length);
        return null;
    }

    private static TokenKind ReadNumber(string text, ref int at)
    {
        if (text[at] == '0' && Peek(text, at + 1) == 'x' && char.IsAsciiHexDigit(Peek(text, at + 2)))
        {
            at += 2;
            while (char.IsAsciiHexDigit(Peek(text, at))) at++;
            return Unsigned(text, ref at);
        }
        while (char.IsAsciiDigit(Peek(text, at))) at++;
        bool isFloat = false;
        if (Peek(text, at) == '.' && char.IsAsciiDigit(Peek(text, at + 1)))
        {
            isFloat = true;
            at++;
            while (char.IsAsciiDigit(Peek(text, at))) at++;
        }
        if (Peek(text, at) is 'e' or 'E')
        {
            int digits = at + (Peek(text, at + 1) is '+' or '-' ? 2 : 1);
            if (char.IsAsciiDigit(Peek(text, digits)))
            {
                isFloat = true;
                at = digits;
                while (char.IsAsciiDigit(Peek(text, at))) at++;
            }
        }
        return isFloat ? TokenKind.Float : Unsigned(text, ref at);
    }

    private static TokenKind Unsigned(string text, ref int at)
    {
        if (Peek(text, at) is not ('u' or 'U')) return TokenKind.Int;
        at++;
        return TokenKind.Uint;
    }

    private static TokenKind ReadWord(string text, ref int at)
    {
        int start = at;
        while (char.IsAsciiLetterOrDigit(Peek(text, at)) || Peek(text, at) == '_') at++;
        return text.AsSpan(start, at - start) switch
        {
            "in" => TokenKind.In,
            "true" => TokenKind.True,
            "false" => TokenKind.False,
            "null" => TokenKind.Null,
            _ => TokenKind.Identifier,
        };
    }

    private static TokenKind? ReadQuoted(string text, ref int at)
    {
        int start = at++;
        while (char.IsAsciiLetterOrDigit(Peek(text, at)) || Peek(text, at) is '_' or '.' or '-' or '/' or ' ') at++;
        if (Peek(text, at) != '`' || at == start + 1)
        {
            at = Math.Min(at + 1, text.Length);
            return null;
        }
        at++;
        return TokenKind.QuotedIdentifier;
    }
}
