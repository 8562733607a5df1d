namespace Netes.Cel.Evaluation;

/// <summary><c>&amp;&amp;</c>: false wins over an error on either side.</summary>
internal sealed class AndNode(Node left, Node right) : Node
{
    public override CelValue Evaluate(EvaluationFrame frame)
    {
        CelValue first = left.Evaluate(frame);
        if (first.Kind == CelKind.Bool && !first.AsBool) return first;
        if (frame.Stopped) return frame.StopError;
        CelValue second = right.Evaluate(frame);
        if (second.Kind == CelKind.Bool && !second.AsBool) return second;
        return LogicResult.Of(first, second, "_&&_");
    }
}

/// <summary><c>||</c>: true wins over an error on either side.</summary>
internal sealed class OrNode(Node left, Node right) : Node
{
    public override CelValue Evaluate(EvaluationFrame frame)
    {
        CelValue first = left.Evaluate(frame);
        if (first.IsTrue) return first;
        if (frame.Stopped) return frame.StopError;
        CelValue second = right.Evaluate(frame);
        if (second.IsTrue) return second;
        return LogicResult.Of(first, second, "_||_");
    }
}

internal static class LogicResult
{
    public static CelValue Of(in CelValue first, in CelValue second, string function)
    {
        if (first.Kind == CelKind.Bool && second.Kind == CelKind.Bool) return second;
        if (first.IsError) return first;
        return second.IsError ? second : Overloads.NoSuch(function, [first, second]);
    }
}

internal sealed class ConditionalNode(Node condition, Node whenTrue, Node whenFalse) : Node
{
    public override CelValue Evaluate(EvaluationFrame frame)
    {
        CelValue chosen = condition.Evaluate(frame);
        if (chosen.IsError) return chosen;
        if (chosen.Kind != CelKind.Bool) return Overloads.NoSuch("_?_:_", [chosen]);
        return chosen.AsBool ? whenTrue.Evaluate(frame) : whenFalse.Evaluate(frame);
    }
}

/// <summary>True unless its operand is false: an error doesn't end a loop.</summary>
internal sealed class NotStrictlyFalseNode(Node operand) : Node
{
    public override CelValue Evaluate(EvaluationFrame frame)
    {
        CelValue value = operand.Evaluate(frame);
        frame.Charge(1);
        return CelValue.Bool(value.Kind != CelKind.Bool || value.AsBool);
    }
}
