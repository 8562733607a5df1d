namespace Netes.Cel.Evaluation;

/// <summary>A comprehension.</summary>
/// <param name="variable">Slot of the element of a list or the key of a map; with two variables of the index or the key.</param>
/// <param name="variable2">Slot of the element or value; -1 with one variable.</param>
/// <param name="accumulator">Slot of the accumulator.</param>
internal sealed class FoldNode(Node range, int variable, int variable2, int accumulator, AccumulatorStart start, Node initial, Node condition, Node step, Node result)
    : Node
{
    public override CelValue Evaluate(EvaluationFrame frame)
    {
        CelValue source = range.Evaluate(frame);
        if (source.IsError) return source;
        if (source.Kind is not (CelKind.List or CelKind.Map)) return CelValue.Error($"got '{source.RuntimeType.Name}', expected iterable type");
        CelValue first = initial.Evaluate(frame);
        if (first.IsError) return first;
        frame.Locals[accumulator] = start switch
        {
            AccumulatorStart.EmptyList => CelValue.List(new CelGrowingList()),
            AccumulatorStart.EmptyMap => CelValue.Map(new CelDictionary()),
            _ => first,
        };
        if (source.Kind == CelKind.List) OverList(frame, source.AsList);
        else OverMap(frame, source.AsMap);
        return frame.Stopped ? frame.StopError : result.Evaluate(frame);
    }

    private void OverList(EvaluationFrame frame, CelList list)
    {
        int count = list.Count;
        for (int i = 0; i < count; i++)
        {
            bool goesOn = variable2 < 0 ? Step(frame, list[i], default) : Step(frame, CelValue.Int(i), list[i]);
            if (!goesOn) return;
        }
    }

    private void OverMap(EvaluationFrame frame, CelMap map)
    {
        foreach (KeyValuePair<CelValue, CelValue> entry in map)
        {
            if (!Step(frame, entry.Key, entry.Value)) return;
        }
    }

    private bool Step(EvaluationFrame frame, in CelValue first, in CelValue second)
    {
        frame.CheckInterrupt();
        if (frame.Stopped) return false;
        frame.Locals[variable] = first;
        if (variable2 >= 0) frame.Locals[variable2] = second;
        CelValue goOn = condition.Evaluate(frame);
        if (goOn.IsError) frame.Locals[accumulator] = goOn;
        if (!goOn.IsTrue) return false;
        CelValue next = step.Evaluate(frame);
        frame.Locals[accumulator] = next;
        return !next.IsError || start == AccumulatorStart.Value;
    }
}

/// <summary>What a comprehension builds.</summary>
internal enum AccumulatorStart
{
    Value,
    EmptyList,
    EmptyMap,
}

/// <summary><c>accumulator + [element]</c>, in place.</summary>
internal sealed class AppendNode(int accumulator, Node addition) : Node
{
    public override CelValue Evaluate(EvaluationFrame frame)
    {
        frame.Charge(2);
        CelValue added = addition.Evaluate(frame);
        if (added.IsError) return added;
        CelValue list = frame.Locals[accumulator];
        if (list.IsError) return list;
        ((CelGrowingList)list.AsList).AddRange(added.AsList);
        return list;
    }
}

/// <summary>Adds entries to the map that a comprehension builds.</summary>
internal sealed class InsertNode(int accumulator, Node key, Node? value) : Node
{
    public override CelValue Evaluate(EvaluationFrame frame)
    {
        frame.Charge(2);
        CelValue map = frame.Locals[accumulator];
        if (map.IsError) return map;
        var target = (CelDictionary)map.AsMap;
        CelValue name = key.Evaluate(frame);
        if (name.IsError) return name;
        if (value is null)
        {
            if (name.Kind != CelKind.Map) return Overloads.NoSuch("cel.@mapInsert", [map, name]);
            foreach (KeyValuePair<CelValue, CelValue> entry in name.AsMap)
            {
                if (!target.TryAdd(entry.Key, entry.Value)) return CelValue.Error($"insert failed: key {entry.Key} already exists");
            }
            return map;
        }
        CelValue added = value.Evaluate(frame);
        if (added.IsError) return added;
        return target.TryAdd(name, added) ? map : CelValue.Error($"insert failed: key {name} already exists");
    }
}
