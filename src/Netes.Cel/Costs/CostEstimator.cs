using Netes.Cel.Syntax;

namespace Netes.Cel.Costs;

/// <summary>How large the keys and the values of a container made by the expression are.</summary>
internal readonly record struct EntrySizes(CelTypeKind Container, CostRange Key, CostRange Value);

/// <summary>
/// Bounds the cost of an expression before it runs, as cel-go's checker does with the declared sizes that Kubernetes gives it. What
/// rules a CustomResourceDefinition may hold depends on these numbers: they are upstream's.
/// </summary>
internal sealed class CostEstimator(IReadOnlyDictionary<string, DeclaredType> variables)
{
    private static readonly CostRange One = CostRange.Fixed(1);

    private readonly Dictionary<Expr, string[]> _paths = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expr, CostRange> _sizes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expr, EntrySizes> _entries = new(ReferenceEqualityComparer.Instance);
    private readonly List<LocalVariable> _locals = [];

    public CostRange Estimate(Expr expression) => expression switch
    {
        IdentExpr ident => Ident(ident),
        SelectExpr select => Select(select),
        CallExpr call => Call(call),
        ListExpr list => List(list),
        MapExpr map => Map(map),
        StructExpr structure => structure.Fields.Aggregate(CostRange.Fixed(40), (sum, field) => sum.Plus(Estimate(field.Value))),
        ComprehensionExpr fold => fold.IsBinding ? Bind(fold) : Fold(fold),
        _ => default,
    };

    /// <summary>The size that an expression's value has; unknown is anything.</summary>
    internal CostRange Size(Expr expression) => KnownSize(expression) ?? CostRange.Unknown;

    /// <summary>The size of the elements of a list.</summary>
    internal CostRange ElementSize(Expr list) => Path(list) is { } path && Declared([.. path, "@items"]) is { } size ? size : CostRange.Unknown;

    private LocalVariable? Local(string name) => _locals.FindLast(l => l.Name == name);

    private CostRange Ident(IdentExpr ident)
    {
        _paths[ident] = Local(ident.Name) is { } local ? local.Path ?? [] : [ident.Name];
        return One;
    }

    private CostRange Select(SelectExpr select)
    {
        CostRange sum = Estimate(select.Operand);
        if (select.TestOnly) return sum;
        if (select.Operand.Type?.Kind is CelTypeKind.Map or CelTypeKind.Struct or CelTypeKind.Parameter) sum = sum.Plus(One);
        _paths[select] = [.. Path(select.Operand) ?? [], select.Field];
        return sum;
    }

    private CostRange Call(CallExpr call)
    {
        if (call.Function == "dyn")
        {
            CostRange cost = One.Plus(Estimate(call.Arguments[0]));
            CopySizes(call, call.Arguments[0]);
            return cost;
        }
        var arguments = new CostRange[call.Arguments.Length];
        for (int i = 0; i < arguments.Length; i++) arguments[i] = Estimate(call.Arguments[i]);
        CostRange target = call.Target is null ? default : Estimate(call.Target);
        if (call.Overloads is null) return call.Function == Operators.OptionalSelect ? arguments[0].Plus(One) : default;
        CostRange total = new(ulong.MaxValue, 0);
        CostRange? size = null;
        foreach (Overload overload in call.Overloads)
        {
            (CostRange cost, CostRange? result) = Overloaded(call, overload, arguments);
            total = total.Union(cost);
            if (result is { } known) size = size is { } before ? before.Union(known) : known;
            if (overload.Id is "index_list" or "index_map")
            {
                size = Entries(call.Arguments[0])?.Value;
                _paths[call] = [.. Path(call.Arguments[0]) ?? [], overload.Id == "index_list" ? "@items" : "@values"];
            }
            size ??= KnownSize(call);
        }
        if (size is { } found) _sizes[call] = found;
        return target.Plus(total);
    }

    private (CostRange Cost, CostRange? Size) Overloaded(CallExpr call, Overload overload, CostRange[] arguments)
    {
        CostRange sum = arguments.Aggregate(default(CostRange), (a, b) => a.Plus(b));
        if (LibraryCosts.Estimate(this, call, overload) is { } library) return (library.Cost.Plus(sum), library.Size);
        switch (overload.Id)
        {
            case "logical_or" or "logical_and":
                return (new(arguments[0].Min, arguments[0].Plus(arguments[1]).Max), null);
            case "conditional":
                if (Entries(call.Arguments[1]) is { } one && Entries(call.Arguments[2]) is { } other) _entries[call] = Union(one, other);
                return (arguments[0].Plus(arguments[1].Union(arguments[2])), Size(call.Arguments[1]).Union(Size(call.Arguments[2])));
            case "add_string" or "add_bytes" or "add_list":
                CostRange result = Size(call.Arguments[0]).Plus(Size(call.Arguments[1]));
                if (Entries(call.Arguments[0]) is { } left && Entries(call.Arguments[1]) is { } right) _entries[call] = Union(left, right);
                return ((overload.Id == "add_list" ? One : result.Times(0.1)).Plus(sum), result);
            default:
                (CostRange cost, CostRange? size) = StandardCosts.Estimate(this, call, overload);
                return (cost.Plus(sum), size);
        }
    }

    private CostRange List(ListExpr list)
    {
        CostRange sum = CostRange.Fixed(10), element = new(list.Elements.Length == 0 ? 0 : ulong.MaxValue, 0);
        foreach (Expr item in list.Elements)
        {
            sum = sum.Plus(Estimate(item));
            element = element.Union(Size(item));
        }
        _entries[list] = new(CelTypeKind.List, One, element);
        return sum;
    }

    private CostRange Map(MapExpr map)
    {
        ulong min = map.Entries.Length == 0 ? 0 : ulong.MaxValue;
        CostRange sum = CostRange.Fixed(30), key = new(min, 0), value = new(min, 0);
        foreach (MapEntry entry in map.Entries)
        {
            sum = sum.Plus(Estimate(entry.Key)).Plus(Estimate(entry.Value));
            key = key.Union(Size(entry.Key));
            value = value.Union(Size(entry.Value));
        }
        _entries[map] = new(CelTypeKind.Map, key, value);
        return sum;
    }

    private CostRange Fold(ComprehensionExpr fold)
    {
        CostRange sum = Estimate(fold.Range).Plus(Estimate(fold.Initial));
        _locals.Add(new(fold.Accumulator, Path(fold.Initial), KnownSize(fold.Initial), Entries(fold.Initial)));
        int mark = _locals.Count;
        EntrySizes? entries = Entries(fold.Range);
        bool isList = (entries?.Container ?? fold.Range.Type?.Kind) == CelTypeKind.List;
        string[] path = Path(fold.Range) ?? [];
        if (fold.Variable2 is null)
        {
            _locals.Add(new(fold.Variable, [.. path, isList ? "@items" : "@keys"], isList ? entries?.Value : entries?.Key, null));
        }
        else
        {
            _locals.Add(new(fold.Variable, [.. path, isList ? "@indices" : "@keys"], entries?.Key, null));
            _locals.Add(new(fold.Variable2, [.. path, isList ? "@items" : "@values"], entries?.Value, null));
        }
        CostRange loop = Estimate(fold.Condition);
        CostRange step = Estimate(fold.Step);
        _locals.RemoveRange(mark, _locals.Count - mark);
        sum = sum.Plus(Estimate(fold.Result));
        _locals.RemoveAt(mark - 1);
        CostRange count = Size(fold.Range);
        if (fold.Initial is ConstExpr)
        {
            if (KnownSize(fold.Initial) is { } size) _sizes[fold] = size;
        }
        else if (fold.Initial is ListExpr or MapExpr)
        {
            _sizes[fold] = count;
            if (Entries(fold.Step) is { } made) _entries[fold] = made;
        }
        return sum.Plus(count.Times(step.Plus(loop)));
    }

    private CostRange Bind(ComprehensionExpr fold)
    {
        CostRange sum = Estimate(fold.Range).Plus(Estimate(fold.Initial));
        _locals.Add(new(fold.Accumulator, Path(fold.Initial), KnownSize(fold.Initial), Entries(fold.Initial)));
        sum = sum.Plus(Estimate(fold.Result));
        CopySizes(fold, fold.Result);
        _locals.RemoveAt(_locals.Count - 1);
        return sum;
    }

    private void CopySizes(Expr to, Expr from)
    {
        if (KnownSize(from) is { } size) _sizes[to] = size;
        if (Entries(from) is { } entries) _entries[to] = entries;
    }

    private static EntrySizes Union(EntrySizes one, EntrySizes other) => new(one.Container, one.Key.Union(other.Key), one.Value.Union(other.Value));

    private EntrySizes? Entries(Expr expression)
    {
        if (_entries.TryGetValue(expression, out EntrySizes known)) return known;
        return expression is IdentExpr ident ? Local(ident.Name)?.Entries : null;
    }

    private string[]? Path(Expr expression)
    {
        if (expression is IdentExpr ident && Local(ident.Name) is { } local) return local.Path;
        return _paths.GetValueOrDefault(expression);
    }

    private CostRange? KnownSize(Expr expression)
    {
        if (_sizes.TryGetValue(expression, out CostRange known)) return known;
        switch (expression)
        {
            case ConstExpr { Value.Kind: not CelKind.Null } constant: return CostRange.Fixed((ulong)constant.Value.Size);
            case ListExpr list: return CostRange.Fixed((ulong)list.Elements.Length);
            case MapExpr map: return CostRange.Fixed((ulong)map.Entries.Length);
        }
        if (Path(expression) is { } path && Declared(path) is { } declared) return _sizes[expression] = declared;
        if (expression.Type?.Kind is CelTypeKind.Bool or CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.Double or CelTypeKind.Duration or CelTypeKind.Timestamp)
            return One;
        return expression is IdentExpr ident ? Local(ident.Name)?.Size : null;
    }

    /// <summary>The size that the declarations give to what a path leads to.</summary>
    private CostRange? Declared(string[] path)
    {
        if (path.Length == 0 || !variables.TryGetValue(path[0], out DeclaredType? type)) return null;
        foreach (string part in path.AsSpan(1))
        {
            DeclaredType? next = part switch
            {
                "@items" or "@values" => type.Element,
                "@keys" => type.Key,
                _ => type.Fields?.GetValueOrDefault(part),
            };
            if (next is null) return null;
            type = next;
        }
        return new(0, unchecked((ulong)type.MaxElements));
    }

    private sealed record LocalVariable(string Name, string[]? Path, CostRange? Size, EntrySizes? Entries);
}
