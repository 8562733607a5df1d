namespace Netes.Cel.Syntax;

/// <summary>What a parser accepts.</summary>
internal sealed record ParserOptions(IReadOnlyDictionary<MacroKey, MacroExpander> Macros, bool OptionalSyntax, bool QuotedIdentifiers);

/// <summary>
/// Recursive descent over the grammar of https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax. Its messages are those
/// of upstream's generated parser, for they show up in the API.
/// </summary>
internal sealed class Parser
{
    /// <summary>Code points of an expression, at most.</summary>
    public const int MaxSize = 100_000;

    private const int MaxDepth = 250;

    private static readonly TokenKind[] Beginnings =
    [
        TokenKind.OpenBracket, TokenKind.OpenBrace, TokenKind.OpenParenthesis, TokenKind.Dot, TokenKind.Minus, TokenKind.Not, TokenKind.True,
        TokenKind.False, TokenKind.Null, TokenKind.Float, TokenKind.Int, TokenKind.Uint, TokenKind.String, TokenKind.Bytes, TokenKind.Identifier,
    ];

    private static readonly TokenKind[] ArgumentBeginnings = [.. Beginnings, TokenKind.CloseParenthesis];

    private static readonly TokenKind[] ElementBeginnings = [.. Beginnings, TokenKind.CloseBracket, TokenKind.Comma, TokenKind.Question];

    private static readonly TokenKind[] EntryBeginnings = [.. Beginnings, TokenKind.CloseBrace, TokenKind.Comma, TokenKind.Question];

    private static readonly TokenKind[] FieldBeginnings =
        [TokenKind.CloseBrace, TokenKind.Comma, TokenKind.Question, TokenKind.Identifier, TokenKind.QuotedIdentifier];

    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package", "namespace", "return", "var",
        "void", "while",
    };

    private readonly string _text;
    private readonly ParserOptions _options;
    private readonly List<CelIssue> _issues;
    private readonly List<Token> _tokens;
    private int _at;
    private int _depth;

    private Parser(string text, ParserOptions options, List<CelIssue> issues)
    {
        _text = text;
        _options = options;
        _issues = issues;
        _tokens = Lexer.Read(text, issues);
    }

    private Token Current => _tokens[_at];

    /// <returns>Null when there are issues.</returns>
    public static Expr? Parse(string text, ParserOptions options, List<CelIssue> issues)
    {
        int size = CelText.Length(text);
        if (size > MaxSize)
        {
            issues.Add(new(0, $"expression code point size exceeds limit: size: {size}, limit {MaxSize}"));
            return null;
        }
        var parser = new Parser(text, options, issues);
        try
        {
            Expr expression = parser.Expression();
            parser.Expect(TokenKind.EndOfInput);
            return issues.Count == 0 ? expression : null;
        }
        catch (SyntaxException)
        {
            return null;
        }
    }

    internal Exception Fail(int position, string message)
    {
        _issues.Add(new(position, message));
        return new SyntaxException();
    }

    private string Show(Token token) => token.Kind == TokenKind.EndOfInput ? "<EOF>" : _text[token.Start..token.End].Replace("\n", "\\n", StringComparison.Ordinal);

    private Exception Unexpected(IReadOnlyCollection<TokenKind> expected)
    {
        Token token = Current;
        bool nextFits = token.Kind != TokenKind.EndOfInput && expected.Contains(_tokens[_at + 1].Kind);
        return Fail(token.Start, $"Syntax error: {(nextFits ? "extraneous" : "mismatched")} input '{Show(token)}' expecting {TokenNames.Of(expected)}");
    }

    private bool Accept(TokenKind kind)
    {
        if (Current.Kind != kind) return false;
        _at++;
        return true;
    }

    private Token Expect(TokenKind kind, params TokenKind[] also)
    {
        if (Current.Kind == kind) return _tokens[_at++];
        bool couldBeMissing = also.Length == 0 && kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.CloseBrace
            && (Current.Kind == TokenKind.EndOfInput || Operators.Relation(Current.Kind) is not null || Current.Kind is TokenKind.And or TokenKind.Or or TokenKind.Dot);
        if (couldBeMissing && (Current.Kind == TokenKind.EndOfInput || _tokens[_at + 1].Kind != kind))
            throw Fail(Current.Start, $"Syntax error: missing {TokenNames.Of(kind)} at '{Show(Current)}'");
        throw Unexpected([kind, .. also]);
    }

    private Expr Expression()
    {
        if (++_depth > MaxDepth) throw Fail(Current.Start, $"expression recursion limit exceeded: {MaxDepth}");
        Expr condition = Logic(TokenKind.Or, Operators.Or);
        if (Current.Kind == TokenKind.Question)
        {
            int position = _tokens[_at++].Start;
            Expr whenTrue = Logic(TokenKind.Or, Operators.Or);
            Expect(TokenKind.Colon);
            condition = new CallExpr(position, Operators.Conditional, null, [condition, whenTrue, Expression()]);
        }
        _depth--;
        return condition;
    }

    /// <summary>A chain of <c>||</c>, or of <c>&amp;&amp;</c> within, as a balanced tree.</summary>
    private Expr Logic(TokenKind kind, string function)
    {
        Expr first = kind == TokenKind.Or ? Logic(TokenKind.And, Operators.And) : Relation(1);
        if (Current.Kind != kind) return first;
        var terms = new List<Expr> { first };
        var positions = new List<int>();
        while (Current.Kind == kind)
        {
            positions.Add(_tokens[_at++].Start);
            terms.Add(kind == TokenKind.Or ? Logic(TokenKind.And, Operators.And) : Relation(1));
        }
        return Balance(function, terms, positions, 0, positions.Count - 1);
    }

    private static CallExpr Balance(string function, List<Expr> terms, List<int> positions, int low, int high)
    {
        int middle = (low + high + 1) / 2;
        Expr left = middle == low ? terms[middle] : Balance(function, terms, positions, low, middle - 1);
        Expr right = middle == high ? terms[middle + 1] : Balance(function, terms, positions, middle + 1, high);
        return new(positions[middle], function, null, [left, right]);
    }

    private Expr Relation(int precedence)
    {
        Expr left = precedence == 3 ? Unary() : Relation(precedence + 1);
        int chained = 0;
        while (Operators.Relation(Current.Kind) is { } op && op.Precedence == precedence)
        {
            int position = _tokens[_at++].Start;
            if (++chained + _depth > MaxDepth) throw Fail(position, $"expression recursion limit exceeded: {MaxDepth}");
            Expr right = precedence == 3 ? Unary() : Relation(precedence + 1);
            left = new CallExpr(position, op.Function, null, [left, right]);
        }
        return left;
    }

    private Expr Unary()
    {
        TokenKind kind = Current.Kind;
        if (kind is not (TokenKind.Not or TokenKind.Minus)) return Member(Primary());
        int position = Current.Start, count = 0;
        while (Accept(kind)) count++;
        if (kind == TokenKind.Minus && count == 1 && Current.Kind is TokenKind.Int or TokenKind.Float) return Member(Number(negative: true));
        Expr operand = Member(Primary());
        return count % 2 == 0 ? operand : new CallExpr(position, kind == TokenKind.Not ? Operators.Not : Operators.Negate, null, [operand]);
    }

    private Expr Member(Expr operand)
    {
        int chained = 0;
        while (true)
        {
            Token op = Current;
            if (op.Kind is TokenKind.Dot or TokenKind.OpenBracket && ++chained + _depth > MaxDepth)
                throw Fail(op.Start, $"expression recursion limit exceeded: {MaxDepth}");
            if (Accept(TokenKind.Dot))
            {
                bool optional = Accept(TokenKind.Question);
                if (Current.Kind is not (TokenKind.Identifier or TokenKind.QuotedIdentifier))
                    throw Fail(Current.Start, $"Syntax error: no viable alternative at input '{(optional ? ".?" : ".")}{Show(Current)}'");
                Token name = _tokens[_at++];
                string field = FieldName(name);
                if (optional && !_options.OptionalSyntax) throw Fail(op.Start, "unsupported syntax '.?'");
                if (optional) operand = new CallExpr(op.Start, Operators.OptionalSelect, null, [operand, new ConstExpr(name.Start, CelValue.String(field))]);
                else if (name.Kind == TokenKind.Identifier && Current.Kind == TokenKind.OpenParenthesis) operand = Call(field, operand);
                else operand = new SelectExpr(op.Start, operand, field, testOnly: false);
            }
            else if (Accept(TokenKind.OpenBracket))
            {
                bool optional = Accept(TokenKind.Question);
                if (optional && !_options.OptionalSyntax) throw Fail(op.Start, "unsupported syntax '[?'");
                Expr index = Expression();
                Expect(TokenKind.CloseBracket);
                operand = new CallExpr(op.Start, optional ? Operators.OptionalIndex : Operators.Index, null, [operand, index]);
            }
            else
            {
                return operand;
            }
        }
    }

    private string FieldName(Token token)
    {
        string text = _text[token.Start..token.End];
        if (token.Kind == TokenKind.Identifier) return text;
        if (!_options.QuotedIdentifiers) throw Fail(token.Start, "unsupported syntax: '`'");
        return text[1..^1];
    }

    private Expr Primary()
    {
        Token token = Current;
        switch (token.Kind)
        {
            case TokenKind.OpenParenthesis:
                _at++;
                Expr nested = Expression();
                Expect(TokenKind.CloseParenthesis);
                return nested;
            case TokenKind.OpenBracket:
                return List();
            case TokenKind.OpenBrace:
                return Map();
            case TokenKind.Dot or TokenKind.Identifier:
                return Named();
            case TokenKind.Int or TokenKind.Uint or TokenKind.Float:
                return Number(negative: false);
            case TokenKind.String or TokenKind.Bytes:
                _at++;
                if (!Literals.Text(_text[token.Start..token.End], token.Kind == TokenKind.Bytes, out CelValue text)) throw Fail(token.Start, "invalid escape sequence");
                return new ConstExpr(token.Start, text);
            case TokenKind.True or TokenKind.False:
                _at++;
                return new ConstExpr(token.Start, CelValue.Bool(token.Kind == TokenKind.True));
            case TokenKind.Null:
                _at++;
                return new ConstExpr(token.Start, CelValue.Null);
            default:
                throw Unexpected(Beginnings);
        }
    }

    private ConstExpr Number(bool negative)
    {
        Token token = _tokens[_at++];
        string digits = _text[token.Start..token.End];
        CelValue? value = Literals.Number(token.Kind, negative ? "-" + digits : digits);
        string kind = token.Kind switch { TokenKind.Int => "int", TokenKind.Uint => "uint", _ => "double" };
        return new(negative ? token.Start - 1 : token.Start, value ?? throw Fail(token.Start, $"invalid {kind} literal"));
    }

    private Expr Named()
    {
        int start = Current.Start;
        bool leading = Accept(TokenKind.Dot);
        if (Current.Kind != TokenKind.Identifier) throw Fail(Current.Start, $"Syntax error: no viable alternative at input '.{Show(Current)}'");
        Token token = _tokens[_at++];
        string name = _text[token.Start..token.End];
        int structure = StructAhead();
        if (structure > 0)
        {
            for (; _at < structure; _at++) name += _text[_tokens[_at].Start.._tokens[_at].End];
            return Struct(leading ? "." + name : name);
        }
        if (Reserved.Contains(name)) throw Fail(token.Start, $"reserved identifier: {name}");
        if (leading) name = "." + name;
        return Current.Kind == TokenKind.OpenParenthesis ? Call(name, null) : new IdentExpr(start, name);
    }

    /// <summary>The index of the brace, when a dotted name is followed by one; otherwise 0.</summary>
    private int StructAhead()
    {
        int i = _at;
        while (_tokens[i].Kind == TokenKind.Dot && _tokens[i + 1].Kind == TokenKind.Identifier) i += 2;
        return _tokens[i].Kind == TokenKind.OpenBrace ? i : 0;
    }

    private Expr Call(string function, Expr? target)
    {
        int position = Expect(TokenKind.OpenParenthesis).Start;
        var arguments = new List<Expr>();
        if (!Accept(TokenKind.CloseParenthesis))
        {
            if (!Beginnings.AsSpan().Contains(Current.Kind)) throw Unexpected(ArgumentBeginnings);
            do arguments.Add(Expression());
            while (Accept(TokenKind.Comma));
            Expect(TokenKind.CloseParenthesis);
        }
        Expr[] array = [.. arguments];
        if (_options.Macros.TryGetValue(new(function, array.Length, target is not null), out MacroExpander? expand)
            && expand(new MacroCall(this, position, target, array)) is { } expanded) return expanded;
        return new CallExpr(position, function, target, array);
    }

    private ListExpr List()
    {
        int position = Expect(TokenKind.OpenBracket).Start;
        var elements = new List<Expr>();
        var optional = new List<bool>();
        if (!ElementBeginnings.AsSpan().Contains(Current.Kind)) throw Unexpected(ElementBeginnings);
        while (Current.Kind is not (TokenKind.CloseBracket or TokenKind.Comma))
        {
            optional.Add(AcceptOptional());
            elements.Add(Expression());
            if (!Accept(TokenKind.Comma)) break;
        }
        if (elements.Count == 0) Accept(TokenKind.Comma);
        Expect(TokenKind.CloseBracket, elements.Count > 0 && Current.Kind != TokenKind.EndOfInput ? [TokenKind.Comma] : []);
        return new(position, [.. elements], optional.Contains(true) ? [.. optional] : null);
    }

    private bool AcceptOptional()
    {
        int position = Current.Start;
        if (!Accept(TokenKind.Question)) return false;
        return _options.OptionalSyntax ? true : throw Fail(position, "unsupported syntax '?'");
    }

    private MapExpr Map()
    {
        int position = Expect(TokenKind.OpenBrace).Start;
        var entries = new List<MapEntry>();
        if (!EntryBeginnings.AsSpan().Contains(Current.Kind)) throw Unexpected(EntryBeginnings);
        while (Current.Kind is not (TokenKind.CloseBrace or TokenKind.Comma))
        {
            bool optional = AcceptOptional();
            Expr key = Expression();
            int colon = Expect(TokenKind.Colon).Start;
            entries.Add(new(colon, key, Expression(), optional));
            if (!Accept(TokenKind.Comma)) break;
        }
        if (entries.Count == 0) Accept(TokenKind.Comma);
        Expect(TokenKind.CloseBrace, entries.Count > 0 && Current.Kind != TokenKind.EndOfInput ? [TokenKind.Comma] : []);
        return new(position, [.. entries]);
    }

    private StructExpr Struct(string name)
    {
        int position = Expect(TokenKind.OpenBrace).Start;
        var fields = new List<FieldEntry>();
        if (!FieldBeginnings.AsSpan().Contains(Current.Kind)) throw Unexpected(FieldBeginnings);
        while (Current.Kind is not (TokenKind.CloseBrace or TokenKind.Comma))
        {
            bool optional = AcceptOptional();
            if (Current.Kind is not (TokenKind.Identifier or TokenKind.QuotedIdentifier)) throw Unexpected([TokenKind.Identifier, TokenKind.QuotedIdentifier]);
            string field = FieldName(_tokens[_at++]);
            int colon = Expect(TokenKind.Colon).Start;
            fields.Add(new(colon, field, Expression(), optional));
            if (!Accept(TokenKind.Comma)) break;
        }
        if (fields.Count == 0) Accept(TokenKind.Comma);
        Expect(TokenKind.CloseBrace, fields.Count > 0 && Current.Kind != TokenKind.EndOfInput ? [TokenKind.Comma] : []);
        return new(position, name, [.. fields]);
    }

    /// <summary>Ends parsing; the issue is noted already.</summary>
    private sealed class SyntaxException : Exception;
}
