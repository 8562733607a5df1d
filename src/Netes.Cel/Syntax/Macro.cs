namespace Netes.Cel.Syntax;

/// <summary>By what a call is known as a macro.</summary>
internal readonly record struct MacroKey(string Name, int Arguments, bool IsMember);

/// <summary>What a macro call stands for; null when it is an ordinary call after all.</summary>
internal delegate Expr? MacroExpander(MacroCall call);

/// <summary>A macro call being expanded.</summary>
internal sealed class MacroCall(Parser parser, int position, Expr? target, Expr[] arguments)
{
    public const string Accumulator = ComprehensionExpr.HiddenAccumulator;

    public int Position => position;

    public Expr Target => target!;

    public Expr[] Arguments => arguments;

    public Exception Fail(Expr at, string message) => parser.Fail(at.Position, message);

    /// <summary>The name that an argument must be.</summary>
    public string Variable(int index, string complaint = "argument must be a simple name") =>
        arguments[index] is IdentExpr { Name: ['_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'), ..] } ident ? ident.Name : throw Fail(arguments[index], complaint);

    public ConstExpr Constant(CelValue value) => new(position, value);

    public IdentExpr Ident(string name) => new(position, name);

    public IdentExpr Accumulated() => Ident(Accumulator);

    public CallExpr Call(string function, params Expr[] args) => new(position, function, null, args);

    public CallExpr Member(Expr receiver, string function, params Expr[] args) => new(position, function, receiver, args);

    public ListExpr List(params Expr[] elements) => new(position, elements, null);

    public MapExpr EmptyMap() => new(position, []);

    public CallExpr If(Expr condition, Expr whenTrue, Expr whenFalse) => Call(Operators.Conditional, condition, whenTrue, whenFalse);

    public ComprehensionExpr Fold(string variable, string? variable2, Expr initial, Expr condition, Expr step, Expr result) =>
        new(position, variable, variable2, Target, Accumulator, initial, condition, step, result);

    public ComprehensionExpr Bind(string variable, Expr initial, Expr result) =>
        new(position, "#unused", null, List(), variable, initial, Constant(CelValue.False), Ident(variable), result);
}
