using Netes.Cel.Syntax;

namespace Netes.Cel.Evaluation;

/// <summary>A syntax tree to nodes that can be evaluated.</summary>
internal sealed class Planner(CelEnvironment environment)
{
    private readonly List<(string Name, int Slot, Node? Initial)> _locals = [];

    /// <summary>How many local variables the expression has.</summary>
    public int Slots { get; private set; }

    public Node Plan(Expr expression) => expression switch
    {
        ConstExpr constant => new ConstNode(constant.Value),
        IdentExpr ident => Ident(ident.Name, ident.Resolved),
        SelectExpr select => Select(select),
        CallExpr call => Call(call),
        ListExpr list => List(list),
        MapExpr map => new MapNode([.. map.Entries.Select(e => new EntryNode(Plan(e.Key), Plan(e.Value), e.Optional))]),
        StructExpr structure => new StructNode(structure.Name,
            [.. structure.Fields.Select(f => new FieldNode(f.Field, Plan(f.Value), f.Optional))], environment.Types!),
        ComprehensionExpr fold => fold.IsBinding ? Bind(fold) : Fold(fold),
        _ => throw new InvalidOperationException($"No plan for {expression.GetType().Name}."),
    };

    private Node? Local(string name)
    {
        for (int i = _locals.Count - 1; i >= 0; i--)
        {
            if (_locals[i].Name != name) continue;
            return _locals[i].Initial is { } initial ? new BoundNode(_locals[i].Slot, initial) : new LocalNode(_locals[i].Slot);
        }
        return null;
    }

    private Node Ident(string name, string? resolved) => Local(name) ?? Global(resolved ?? Resolve(name) ?? name);

    private string? Resolve(string name) => environment.Candidates(name).FirstOrDefault(c => environment.FindIdent(c) is not null);

    private Node Global(string name) =>
        environment.FindTypeName(name) is { } type ? new ConstNode(CelValue.Type(type)) : new VariableNode(name.TrimStart('.'));

    private Node Select(SelectExpr select)
    {
        if (select.Resolved is not null) return Presence(select, Global(select.Resolved));
        if (select.Type is null && Qualified(select) is { } name && Resolve(name) is { } resolved) return Global(resolved);
        Node operand = Plan(select.Operand);
        return select.TestOnly ? new HasNode(operand, select.Field) : new SelectNode(operand, select.Field);
    }

    /// <summary><c>has(a.b)</c> where <c>a.b</c> is one variable.</summary>
    private static Node Presence(SelectExpr select, Node node) => select.TestOnly ? new ConstNode(CelValue.True) : node;

    private string? Qualified(Expr expression) => expression switch
    {
        IdentExpr ident when Local(ident.Name) is null => ident.Name,
        SelectExpr { TestOnly: false } select when Qualified(select.Operand) is { } prefix => $"{prefix}.{select.Field}",
        _ => null,
    };

    private ListNode List(ListExpr list)
    {
        bool[] optional = [.. list.Elements.Select((_, i) => list.IsOptional(i))];
        return new([.. list.Elements.Select(Plan)], optional.Contains(true) ? optional : null);
    }

    private Node Call(CallExpr call)
    {
        if (call.Overloads is null && call.Target is not null && Qualified(call.Target) is { } prefix
            && environment.Candidates($"{prefix}.{call.Function}").FirstOrDefault(c => environment.FindFunction(c) is not null) is { } namespaced)
        {
            call.Function = namespaced;
            call.Target = null;
        }
        switch (call.Function)
        {
            case Operators.And: return new AndNode(Plan(call.Arguments[0]), Plan(call.Arguments[1]));
            case Operators.Or: return new OrNode(Plan(call.Arguments[0]), Plan(call.Arguments[1]));
            case Operators.Conditional: return new ConditionalNode(Plan(call.Arguments[0]), Plan(call.Arguments[1]), Plan(call.Arguments[2]));
            case Operators.NotStrictlyFalse: return new NotStrictlyFalseNode(Plan(call.Arguments[0]));
            case Operators.Index: return new IndexNode(Plan(call.Arguments[0]), Plan(call.Arguments[1]));
            case Operators.OptionalIndex or Operators.OptionalSelect: return new OptionalAccessNode(Plan(call.Arguments[0]), Plan(call.Arguments[1]));
            case "or" or "orValue" when call is { Target: not null, Arguments.Length: 1 }:
                return new OptionalOrNode(Plan(call.Target), Plan(call.Arguments[0]), call.Function == "orValue");
        }
        Node[] arguments = call.Target is null ? [.. call.Arguments.Select(Plan)] : [Plan(call.Target), .. call.Arguments.Select(Plan)];
        IEnumerable<Overload> overloads = call.Overloads
            ?? environment.Candidates(call.Function).Select(environment.FindFunction).FirstOrDefault(f => f is not null)
                ?.Where(o => o.IsMember == call.Target is not null && o.Parameters.Length == arguments.Length)
            ?? [];
        return new CallNode(call.Function, [.. overloads], arguments);
    }

    private BindNode Bind(ComprehensionExpr fold)
    {
        Node initial = Plan(fold.Initial);
        int slot = Slots++;
        _locals.Add((fold.Accumulator, slot, initial));
        Node result = Plan(fold.Result);
        _locals.RemoveAt(_locals.Count - 1);
        return new(slot, result);
    }

    private FoldNode Fold(ComprehensionExpr fold)
    {
        Node range = Plan(fold.Range);
        Node initial = Plan(fold.Initial);
        int accumulator = Slots++, variable = Slots++, variable2 = fold.Variable2 is null ? -1 : Slots++;
        int mark = _locals.Count;
        _locals.Add((fold.Accumulator, accumulator, null));
        _locals.Add((fold.Variable, variable, null));
        if (fold.Variable2 is not null) _locals.Add((fold.Variable2, variable2, null));
        AccumulatorStart start = fold.Initial switch
        {
            ListExpr => AccumulatorStart.EmptyList,
            MapExpr => AccumulatorStart.EmptyMap,
            _ => AccumulatorStart.Value,
        };
        Node condition = Plan(fold.Condition), step = Step(fold.Step, accumulator);
        _locals.RemoveRange(mark + 1, _locals.Count - mark - 1);
        Node result = Plan(fold.Result);
        _locals.RemoveRange(mark, _locals.Count - mark);
        return new(range, variable, variable2, accumulator, start, initial, condition, step, result);
    }

    private Node Step(Expr step, int accumulator) => step switch
    {
        CallExpr { Function: Operators.Add, Arguments: [IdentExpr { Name: ComprehensionExpr.HiddenAccumulator }, ListExpr addition] } =>
            new AppendNode(accumulator, Plan(addition)),
        CallExpr { Function: "cel.@mapInsert", Arguments: [IdentExpr { Name: ComprehensionExpr.HiddenAccumulator }, var key, .. var rest] } =>
            new InsertNode(accumulator, Plan(key), rest.Length == 0 ? null : Plan(rest[0])),
        CallExpr { Function: Operators.Conditional, Arguments: [var condition, var whenTrue, var whenFalse] } =>
            new ConditionalNode(Plan(condition), Step(whenTrue, accumulator), Plan(whenFalse)),
        _ => Plan(step),
    };
}

/// <summary><c>a.or(b)</c> and <c>a.orValue(b)</c>: the second is asked only when the first has no value.</summary>
internal sealed class OptionalOrNode(Node left, Node right, bool takesValue) : Node
{
    public override CelValue Evaluate(EvaluationFrame frame)
    {
        CelValue first = left.Evaluate(frame);
        if (first.IsError) return first;
        frame.Charge(1);
        if (first.Kind != CelKind.Optional) return Overloads.NoSuch(takesValue ? "orValue" : "or", [first]);
        if (first.TryGetOptional(out CelValue value)) return takesValue ? value : first;
        return right.Evaluate(frame);
    }
}
