namespace Netes.Cel.Syntax;

/// <summary>In the order in which messages list what is expected.</summary>
internal enum TokenKind
{
    EndOfInput,
    Equal,
    NotEqual,
    In,
    Less,
    LessEqual,
    GreaterEqual,
    Greater,
    And,
    Or,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    OpenParenthesis,
    CloseParenthesis,
    Dot,
    Comma,
    Minus,
    Not,
    Question,
    Colon,
    Plus,
    Star,
    Slash,
    Percent,
    True,
    False,
    Null,
    Float,
    Int,
    Uint,
    String,
    Bytes,
    Identifier,
    QuotedIdentifier,
}

internal readonly record struct Token(TokenKind Kind, int Start, int End);

internal static class TokenNames
{
    private static readonly string[] Names =
    [
        "<EOF>", "'=='", "'!='", "'in'", "'<'", "'<='", "'>='", "'>'", "'&&'", "'||'", "'['", "']'", "'{'", "'}'", "'('", "')'", "'.'", "','", "'-'",
        "'!'", "'?'", "':'", "'+'", "'*'", "'/'", "'%'", "'true'", "'false'", "'null'", "NUM_FLOAT", "NUM_INT", "NUM_UINT", "STRING", "BYTES",
        "IDENTIFIER", "ESC_IDENTIFIER",
    ];

    public static string Of(TokenKind kind) => Names[(int)kind];

    public static string Of(IReadOnlyCollection<TokenKind> kinds) =>
        kinds.Count == 1 ? Of(kinds.First()) : $"{{{string.Join(", ", kinds.Order().Select(Of))}}}";
}
