namespace Netes.Cel.Syntax;

/// <summary>The functions that operators call.</summary>
internal static class Operators
{
    public const string And = "_&&_";
    public const string Or = "_||_";
    public const string Not = "!_";
    public const string Negate = "-_";
    public const string Conditional = "_?_:_";
    public const string Index = "_[_]";
    public const string OptionalIndex = "_[?_]";
    public const string OptionalSelect = "_?._";
    public const string Equal = "_==_";
    public const string NotEqual = "_!=_";
    public const string Add = "_+_";
    public const string In = "@in";
    public const string NotStrictlyFalse = "@not_strictly_false";

    public static (string Function, int Precedence)? Relation(TokenKind kind) => kind switch
    {
        TokenKind.Equal => (Equal, 1),
        TokenKind.NotEqual => (NotEqual, 1),
        TokenKind.In => (In, 1),
        TokenKind.Less => ("_<_", 1),
        TokenKind.LessEqual => ("_<=_", 1),
        TokenKind.GreaterEqual => ("_>=_", 1),
        TokenKind.Greater => ("_>_", 1),
        TokenKind.Plus => (Add, 2),
        TokenKind.Minus => ("_-_", 2),
        TokenKind.Star => ("_*_", 3),
        TokenKind.Slash => ("_/_", 3),
        TokenKind.Percent => ("_%_", 3),
        _ => null,
    };
}
