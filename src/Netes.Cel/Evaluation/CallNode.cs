using System.Runtime.CompilerServices;
using Netes.Cel.Costs;

namespace Netes.Cel.Evaluation;

/// <summary>Calls the first signature that fits the arguments at run time.</summary>
internal sealed class CallNode : Node
{
    private const int InlineArguments = 6;

    private readonly string _function;
    private readonly Overload[] _overloads;
    private readonly CostRule[] _costs;
    private readonly Node[] _arguments;

    public CallNode(string function, Overload[] overloads, Node[] arguments)
    {
        _function = function;
        _overloads = overloads;
        _costs = [.. overloads.Select(RuntimeCosts.Of)];
        _arguments = arguments;
    }

    public override CelValue Evaluate(EvaluationFrame frame)
    {
        if (_arguments.Length > InlineArguments) return Call(frame, new CelValue[_arguments.Length]);
        var buffer = default(ArgumentBuffer);
        Span<CelValue> values = buffer;
        return Call(frame, values[.._arguments.Length]);
    }

    private CelValue Call(EvaluationFrame frame, Span<CelValue> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _arguments[i].Evaluate(frame);
            if (values[i].IsError) return values[i];
        }
        if (frame.Stopped) return frame.StopError;
        for (int i = 0; i < _overloads.Length; i++)
        {
            if (!_overloads[i].Fits(values)) continue;
            CelValue result = _overloads[i].Invoke!(values);
            frame.Charge(_costs[i](values, result));
            return result;
        }
        return Overloads.NoSuch(_function, values);
    }

    [InlineArray(InlineArguments)]
    private struct ArgumentBuffer
    {
        private CelValue _first;
    }
}
