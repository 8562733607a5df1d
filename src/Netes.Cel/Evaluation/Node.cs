namespace Netes.Cel.Evaluation;

/// <summary>A step of a compiled expression. Errors are values; they travel up until a logical operator absorbs them.</summary>
internal abstract class Node
{
    public abstract CelValue Evaluate(EvaluationFrame frame);
}

internal sealed class ConstNode(CelValue value) : Node
{
    public CelValue Value => value;

    public override CelValue Evaluate(EvaluationFrame frame) => value;
}

internal sealed class VariableNode(string name) : Node
{
    public override CelValue Evaluate(EvaluationFrame frame)
    {
        frame.Charge(1);
        return frame.Variables.TryGet(name, out CelValue value) ? value : CelValue.Error($"no such attribute(s): {name}");
    }
}

internal sealed class LocalNode(int slot) : Node
{
    public override CelValue Evaluate(EvaluationFrame frame)
    {
        frame.Charge(1);
        return frame.Locals[slot];
    }
}

/// <summary>A name bound by <c>cel.bind</c>: its value is computed when first asked for.</summary>
internal sealed class BoundNode(int slot, Node initial) : Node
{
    public override CelValue Evaluate(EvaluationFrame frame)
    {
        frame.Charge(1);
        if (frame.IsBound[slot]) return frame.Locals[slot];
        CelValue value = initial.Evaluate(frame);
        frame.IsBound[slot] = true;
        return frame.Locals[slot] = value;
    }
}

internal sealed class BindNode(int slot, Node result) : Node
{
    public override CelValue Evaluate(EvaluationFrame frame)
    {
        frame.Charge(10);
        frame.IsBound[slot] = false;
        return result.Evaluate(frame);
    }
}
