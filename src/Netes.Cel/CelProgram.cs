using Netes.Cel.Evaluation;
using Netes.Cel.Syntax;

namespace Netes.Cel;

/// <summary>What compiling gave.</summary>
/// <param name="Program">Null when there are issues.</param>
/// <param name="Type">What the expression yields.</param>
/// <param name="Issues">What is wrong with the expression.</param>
/// <param name="Errors">The issues as text with the lines of the expression, in cel-go's form; "" without issues.</param>
public sealed record CelCompilation(CelProgram? Program, CelType Type, IReadOnlyList<CelIssue> Issues, string Errors);

/// <summary>What an evaluation gave.</summary>
/// <param name="Value">Perhaps an error.</param>
/// <param name="Cost">What it cost.</param>
public readonly record struct CelResult(CelValue Value, ulong Cost);

/// <summary>A compiled expression. May be evaluated by many threads at once.</summary>
public sealed class CelProgram
{
    private readonly Node _root;
    private readonly int _locals;

    internal CelProgram(Expr tree, Node root, int locals, CelType type, string source)
    {
        Tree = tree;
        _root = root;
        _locals = locals;
        Type = type;
        Source = source;
    }

    public CelType Type { get; }

    public string Source { get; }

    internal Expr Tree { get; }

    /// <summary>What evaluating may cost at most, given how large the variables may get.</summary>
    /// <param name="variables">The declarations of variables; the size of any other is taken as unbounded.</param>
    public CostRange EstimateCost(IReadOnlyDictionary<string, DeclaredType> variables) => new Costs.CostEstimator(variables).Estimate(Tree);

    /// <summary>The value of the expression.</summary>
    /// <param name="variables">Their values.</param>
    /// <param name="costLimit">Beyond it evaluation ends with an error.</param>
    public CelResult Evaluate(ICelActivation variables, ulong costLimit = ulong.MaxValue, CancellationToken cancellation = default)
    {
        var frame = new EvaluationFrame(variables, _locals, costLimit, cancellation);
        CelValue value = _root.Evaluate(frame);
        return new(frame.Stopped ? frame.StopError : value, frame.Cost);
    }
}
