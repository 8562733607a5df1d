using System.Globalization;

namespace Netes.Cel.Evaluation;

/// <summary>Reading fields, entries and elements.</summary>
internal static class Access
{
    /// <summary>The entry of a map or the element of a list; an error says why there is none.</summary>
    public static CelValue Get(in CelValue container, in CelValue key)
    {
        bool found = TryGet(container, key, out CelValue value);
        if (found || value.IsError) return value;
        if (container.Kind == CelKind.Optional) return CelValue.None;
        return container.Kind == CelKind.List ? CelValue.Error($"index out of bounds: {key}") : CelValue.Error($"no such key: {key}");
    }

    /// <summary>False with an error when the container can't be asked; false with null when the entry is absent.</summary>
    public static bool TryGet(in CelValue container, in CelValue key, out CelValue value)
    {
        value = default;
        switch (container.Kind)
        {
            case CelKind.Map:
                if (key.Kind is not (CelKind.String or CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.Double))
                {
                    value = CelValue.Error($"unsupported key type: {key.RuntimeType.Name}");
                    return false;
                }
                return container.AsMap.TryGet(key, out value);
            case CelKind.List:
                if (!TryIndex(key, out long index))
                {
                    value = CelValue.Error($"unsupported index type '{key.RuntimeType.Name}' in list");
                    return false;
                }
                CelList list = container.AsList;
                if (index < 0 || index >= list.Count) return false;
                value = list[(int)index];
                return true;
            case CelKind.Optional:
                if (!container.TryGetOptional(out CelValue inner)) return false;
                if (!TryGet(inner, key, out value)) return false;
                value = CelValue.Some(value);
                return true;
            case CelKind.Error:
                value = container;
                return false;
            default:
                value = CelValue.Error("no such overload");
                return false;
        }
    }

    private static bool TryIndex(in CelValue key, out long index)
    {
        index = 0;
        switch (key.Kind)
        {
            case CelKind.Int:
                index = key.AsInt;
                return true;
            case CelKind.Uint:
                index = key.AsUint > int.MaxValue ? int.MaxValue : (long)key.AsUint;
                return true;
            case CelKind.Double when Math.Floor(key.AsDouble) == key.AsDouble && Math.Abs(key.AsDouble) < int.MaxValue:
                index = (long)key.AsDouble;
                return true;
            default:
                return false;
        }
    }
}

internal sealed class SelectNode(Node operand, string field) : Node
{
    private readonly CelValue _key = CelValue.String(field);

    public override CelValue Evaluate(EvaluationFrame frame)
    {
        CelValue container = operand.Evaluate(frame);
        frame.Charge(1);
        if (container.IsError) return container;
        return container.Kind is CelKind.List ? CelValue.Error("no such overload") : Access.Get(container, _key);
    }
}

/// <summary><c>has(operand.field)</c>.</summary>
internal sealed class HasNode(Node operand, string field) : Node
{
    private readonly CelValue _key = CelValue.String(field);

    public override CelValue Evaluate(EvaluationFrame frame)
    {
        CelValue container = operand.Evaluate(frame);
        if (container.IsError) return container;
        if (container.Kind is CelKind.List) return CelValue.Error("no such overload");
        bool found = Access.TryGet(container, _key, out CelValue value);
        return value.IsError ? value : CelValue.Bool(found);
    }
}

/// <summary><c>operand.?field</c> and <c>operand[?key]</c>.</summary>
internal sealed class OptionalAccessNode(Node operand, Node key) : Node
{
    public override CelValue Evaluate(EvaluationFrame frame)
    {
        CelValue container = operand.Evaluate(frame);
        if (container.IsError) return container;
        CelValue name = key.Evaluate(frame);
        frame.Charge(1);
        if (name.IsError) return name;
        if (container.Kind == CelKind.Optional && !container.TryGetOptional(out container)) return CelValue.None;
        if (Access.TryGet(container, name, out CelValue value)) return CelValue.Some(value);
        return value.IsError ? value : CelValue.None;
    }
}

internal sealed class IndexNode(Node operand, Node key) : Node
{
    public override CelValue Evaluate(EvaluationFrame frame)
    {
        CelValue container = operand.Evaluate(frame);
        if (container.IsError) return container;
        CelValue name = key.Evaluate(frame);
        frame.Charge(1);
        return name.IsError ? name : Access.Get(container, name);
    }
}
