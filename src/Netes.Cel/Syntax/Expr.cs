namespace Netes.Cel.Syntax;

/// <summary>A node of the syntax tree.</summary>
/// <param name="position">Where it stands: of a call the opening parenthesis or the operator, of a selection the dot.</param>
internal abstract class Expr(int position)
{
    public int Position => position;

    /// <summary>What the checker found; null before it ran.</summary>
    public CelType? Type { get; set; }
}

internal sealed class ConstExpr(int position, CelValue value) : Expr(position)
{
    public CelValue Value => value;
}

internal sealed class IdentExpr(int position, string name) : Expr(position)
{
    /// <summary>With a leading dot when the expression is written so.</summary>
    public string Name => name;

    /// <summary>The declaration that the name stands for, once checked.</summary>
    public string? Resolved { get; set; }
}

internal sealed class SelectExpr(int position, Expr operand, string fieldName, bool testOnly) : Expr(position)
{
    public Expr Operand => operand;

    public string Field => fieldName;

    /// <summary>Whether this is <c>has(operand.field)</c>.</summary>
    public bool TestOnly => testOnly;

    /// <summary>The variable or constant that the whole dotted name stands for, once checked.</summary>
    public string? Resolved { get; set; }
}

internal sealed class CallExpr(int position, string function, Expr? target, Expr[] arguments) : Expr(position)
{
    public string Function { get; set; } = function;

    /// <summary>The receiver; null for a global call.</summary>
    public Expr? Target { get; set; } = target;

    public Expr[] Arguments => arguments;

    /// <summary>Those that fit, once checked.</summary>
    public List<Overload>? Overloads { get; set; }
}

internal sealed class ListExpr(int position, Expr[] elements, bool[]? optional) : Expr(position)
{
    public Expr[] Elements => elements;

    public bool IsOptional(int index) => optional is not null && optional[index];
}

internal readonly record struct MapEntry(int Position, Expr Key, Expr Value, bool Optional);

internal sealed class MapExpr(int position, MapEntry[] entries) : Expr(position)
{
    public MapEntry[] Entries => entries;
}

internal readonly record struct FieldEntry(int Position, string Field, Expr Value, bool Optional);

internal sealed class StructExpr(int position, string name, FieldEntry[] fields) : Expr(position)
{
    public string Name { get; set; } = name;

    public FieldEntry[] Fields => fields;
}

/// <summary>
/// A fold: over <paramref name="range"/>, while <paramref name="condition"/> holds, the accumulator becomes <paramref name="step"/>.
/// </summary>
internal sealed class ComprehensionExpr(int position, string variable, string? variable2, Expr range, string accumulator, Expr initial, Expr condition,
    Expr step, Expr result) : Expr(position)
{
    /// <summary>No name that an expression can write.</summary>
    public const string HiddenAccumulator = "@result";

    public string Variable => variable;

    /// <summary>The second variable of a two-variable comprehension.</summary>
    public string? Variable2 => variable2;

    public Expr Range => range;

    public string Accumulator => accumulator;

    public Expr Initial => initial;

    public Expr Condition => condition;

    public Expr Step => step;

    public Expr Result => result;

    /// <summary>Whether this is <c>cel.bind(name, initial, result)</c>.</summary>
    public bool IsBinding => range is ListExpr { Elements.Length: 0 } && condition is ConstExpr { Value.Kind: CelKind.Bool, Value.IsTrue: false }
        && accumulator != HiddenAccumulator;
}
