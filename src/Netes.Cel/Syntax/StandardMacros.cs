namespace Netes.Cel.Syntax;

/// <summary>The macros of the language and of its extensions for two variables, optionals and bindings.</summary>
internal static class StandardMacros
{
    public static readonly (MacroKey Key, MacroExpander Expand)[] Standard =
    [
        (new("has", 1, false), Has),
        (new("all", 2, true), call => All(call, call.Variable(0), null)),
        (new("exists", 2, true), call => Exists(call, call.Variable(0), null)),
        (new("exists_one", 2, true), call => ExistsOne(call, call.Variable(0), null)),
        (new("existsOne", 2, true), call => ExistsOne(call, call.Variable(0), null)),
        (new("map", 2, true), call => Collect(call, call.Variable(0), null, null, call.Arguments[1])),
        (new("map", 3, true), call => Collect(call, call.Variable(0), null, call.Arguments[1], call.Arguments[2])),
        (new("filter", 2, true), call => Collect(call, call.Variable(0), null, call.Arguments[1], call.Ident(call.Variable(0)))),
    ];

    public static readonly (MacroKey Key, MacroExpander Expand)[] TwoVariables =
    [
        (new("all", 3, true), call => All(call, call.Variable(0), Second(call))),
        (new("exists", 3, true), call => Exists(call, call.Variable(0), Second(call))),
        (new("exists_one", 3, true), call => ExistsOne(call, call.Variable(0), Second(call))),
        (new("existsOne", 3, true), call => ExistsOne(call, call.Variable(0), Second(call))),
        (new("transformList", 3, true), call => Collect(call, call.Variable(0), Second(call), null, call.Arguments[2])),
        (new("transformList", 4, true), call => Collect(call, call.Variable(0), Second(call), call.Arguments[2], call.Arguments[3])),
        (new("transformMap", 3, true), call => Insert(call, null, call.Arguments[2], entry: false)),
        (new("transformMap", 4, true), call => Insert(call, call.Arguments[2], call.Arguments[3], entry: false)),
        (new("transformMapEntry", 3, true), call => Insert(call, null, call.Arguments[2], entry: true)),
        (new("transformMapEntry", 4, true), call => Insert(call, call.Arguments[2], call.Arguments[3], entry: true)),
    ];

    public static readonly (MacroKey Key, MacroExpander Expand)[] Optionals =
    [
        (new("optMap", 2, true), call => IfPresent(call, "optMap()", value => call.Call("optional.of", value))),
        (new("optFlatMap", 2, true), call => IfPresent(call, "optFlatMap()", value => value)),
    ];

    public static readonly (MacroKey Key, MacroExpander Expand)[] Bindings =
    [
        (new("bind", 3, true), call => call.Target is IdentExpr { Name: "cel" }
            ? call.Bind(call.Variable(0, "cel.bind() variable names must be simple identifiers"), call.Arguments[1], call.Arguments[2])
            : null),
    ];

    private static string Second(MacroCall call) => call.Variable(1) is var name && name != call.Variable(0)
        ? name
        : throw call.Fail(call.Arguments[1], $"duplicate variable name: {name}");

    private static SelectExpr Has(MacroCall call) => call.Arguments[0] is SelectExpr { TestOnly: false } select
        ? new(call.Position, select.Operand, select.Field, testOnly: true)
        : throw call.Fail(call.Arguments[0], "invalid argument to has() macro");

    private static ComprehensionExpr All(MacroCall call, string variable, string? second) => call.Fold(variable, second, call.Constant(CelValue.True),
        call.Call(Operators.NotStrictlyFalse, call.Accumulated()), call.Call(Operators.And, call.Accumulated(), call.Arguments[^1]), call.Accumulated());

    private static ComprehensionExpr Exists(MacroCall call, string variable, string? second) => call.Fold(variable, second, call.Constant(CelValue.False),
        call.Call(Operators.NotStrictlyFalse, call.Call(Operators.Not, call.Accumulated())),
        call.Call(Operators.Or, call.Accumulated(), call.Arguments[^1]), call.Accumulated());

    private static ComprehensionExpr ExistsOne(MacroCall call, string variable, string? second)
    {
        ConstExpr one = call.Constant(CelValue.Int(1));
        return call.Fold(variable, second, call.Constant(CelValue.Int(0)), call.Constant(CelValue.True),
            call.If(call.Arguments[^1], call.Call(Operators.Add, call.Accumulated(), one), call.Accumulated()),
            call.Call(Operators.Equal, call.Accumulated(), call.Constant(CelValue.Int(1))));
    }

    private static ComprehensionExpr Collect(MacroCall call, string variable, string? second, Expr? filter, Expr element)
    {
        Expr step = call.Call(Operators.Add, call.Accumulated(), call.List(element));
        if (filter is not null) step = call.If(filter, step, call.Accumulated());
        return call.Fold(variable, second, call.List(), call.Constant(CelValue.True), step, call.Accumulated());
    }

    private static ComprehensionExpr Insert(MacroCall call, Expr? filter, Expr value, bool entry)
    {
        string variable = call.Variable(0), second = Second(call);
        Expr step = entry
            ? call.Call("cel.@mapInsert", call.Accumulated(), value)
            : call.Call("cel.@mapInsert", call.Accumulated(), call.Ident(variable), value);
        if (filter is not null) step = call.If(filter, step, call.Accumulated());
        return call.Fold(variable, second, call.EmptyMap(), call.Constant(CelValue.True), step, call.Accumulated());
    }

    private static CallExpr IfPresent(MacroCall call, string name, Func<Expr, Expr> wrap)
    {
        string variable = call.Variable(0, $"{name} variable name must be a simple identifier");
        Expr bound = call.Bind(variable, call.Member(call.Target, "value"), call.Arguments[1]);
        return call.If(call.Member(call.Target, "hasValue"), wrap(bound), call.Call("optional.none"));
    }
}
