namespace Netes.Cel.Evaluation;

internal sealed class ListNode(Node[] elements, bool[]? optional) : Node
{
    public override CelValue Evaluate(EvaluationFrame frame)
    {
        frame.Charge(10);
        if (elements.Length == 0) return CelValue.List(CelArray.Empty);
        var values = new CelValue[elements.Length];
        int count = 0;
        for (int i = 0; i < elements.Length; i++)
        {
            CelValue value = elements[i].Evaluate(frame);
            if (value.IsError) return value;
            if (optional is not null && optional[i])
            {
                if (value.Kind != CelKind.Optional) return Overloads.NoSuch("[?]", [value]);
                if (!value.TryGetOptional(out value)) continue;
            }
            values[count++] = value;
        }
        return CelValue.List(count == values.Length ? values : values[..count]);
    }
}

internal readonly record struct EntryNode(Node Key, Node Value, bool Optional);

internal sealed class MapNode(EntryNode[] entries) : Node
{
    public override CelValue Evaluate(EvaluationFrame frame)
    {
        frame.Charge(30);
        var map = new CelDictionary();
        foreach (EntryNode entry in entries)
        {
            CelValue key = entry.Key.Evaluate(frame);
            if (key.IsError) return key;
            CelValue value = entry.Value.Evaluate(frame);
            if (value.IsError) return value;
            if (key.Kind is not (CelKind.String or CelKind.Bool or CelKind.Int or CelKind.Uint)) return CelValue.Error($"unsupported key type: {key.RuntimeType.Name}");
            if (entry.Optional)
            {
                if (value.Kind != CelKind.Optional) return Overloads.NoSuch("{?}", [value]);
                if (!value.TryGetOptional(out value)) continue;
            }
            if (!map.TryAdd(key, value)) return CelValue.Error($"Failed with repeated key: {key}");
        }
        return CelValue.Map(map);
    }
}

internal readonly record struct FieldNode(string Name, Node Value, bool Optional);

internal sealed class StructNode(string name, FieldNode[] fields, ICelTypeProvider types) : Node
{
    public override CelValue Evaluate(EvaluationFrame frame)
    {
        frame.Charge(40);
        var values = new List<KeyValuePair<string, CelValue>>(fields.Length);
        foreach (FieldNode field in fields)
        {
            CelValue value = field.Value.Evaluate(frame);
            if (value.IsError) return value;
            if (field.Optional)
            {
                if (value.Kind != CelKind.Optional) return Overloads.NoSuch("{?}", [value]);
                if (!value.TryGetOptional(out value)) continue;
            }
            values.Add(new(field.Name, value));
        }
        return types.Create(name, values);
    }
}
