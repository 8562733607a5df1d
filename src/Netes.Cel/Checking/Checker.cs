using Netes.Cel.Syntax;

namespace Netes.Cel.Checking;

/// <summary>
/// Gives every node its type and every call its signatures (https://github.com/google/cel-spec/blob/master/doc/langdef.md#gradual-type-checking).
/// </summary>
internal sealed class Checker(CelEnvironment environment, List<CelIssue> issues)
{
    private readonly TypeMapping _mapping = new();
    private readonly List<(string Name, CelType Type)> _locals = [];
    private int _freshVariables;

    /// <returns>The expression's type.</returns>
    public CelType Check(Expr expression)
    {
        Visit(expression);
        Finish(expression);
        return expression.Type!;
    }

    private void Report(int position, string message) => issues.Add(new(position, message));

    private CelType FreshVariable() => CelType.Parameter($"_var{_freshVariables++}");

    private CelType Known(Expr expression) => _mapping.Substitute(expression.Type!, freeToDyn: false);

    private void Visit(Expr expression)
    {
        expression.Type = expression switch
        {
            ConstExpr constant => constant.Value.RuntimeType,
            IdentExpr ident => Ident(ident),
            SelectExpr select => Select(select),
            CallExpr call => Call(call),
            ListExpr list => List(list),
            MapExpr map => Map(map),
            StructExpr structure => Struct(structure),
            ComprehensionExpr comprehension => Comprehension(comprehension),
            _ => throw new InvalidOperationException($"No rule for {expression.GetType().Name}."),
        };
    }

    private CelType? Local(string name)
    {
        for (int i = _locals.Count - 1; i >= 0; i--)
        {
            if (_locals[i].Name == name) return _locals[i].Type;
        }
        return null;
    }

    private CelType? Lookup(string name, out string? resolved)
    {
        resolved = null;
        if (Local(name) is { } local)
        {
            resolved = name;
            return local;
        }
        foreach (string candidate in environment.Candidates(name))
        {
            if (environment.FindIdent(candidate) is not { } type) continue;
            resolved = candidate;
            return type;
        }
        return null;
    }

    private CelType Ident(IdentExpr ident)
    {
        CelType? type = Lookup(ident.Name, out string? resolved);
        ident.Resolved = resolved;
        if (type is not null) return type;
        Report(ident.Position, $"undeclared reference to '{ident.Name}' (in container '{environment.Container}')");
        return CelType.Error;
    }

    /// <summary>The dotted name that an expression is; null when it isn't one.</summary>
    private static string? QualifiedName(Expr expression) => expression switch
    {
        IdentExpr ident => ident.Name,
        SelectExpr { TestOnly: false } select when QualifiedName(select.Operand) is { } prefix => $"{prefix}.{select.Field}",
        _ => null,
    };

    private bool StartsLocally(Expr expression) => expression switch
    {
        IdentExpr ident => Local(ident.Name) is not null,
        SelectExpr select => StartsLocally(select.Operand),
        _ => false,
    };

    private CelType Select(SelectExpr select)
    {
        if (!StartsLocally(select) && QualifiedName(select) is { } name && Lookup(name, out string? resolved) is { } found)
        {
            select.Resolved = resolved;
            return found;
        }
        Visit(select.Operand);
        CelType type = Field(select.Position, Known(select.Operand), select.Field, optional: false);
        return select.TestOnly ? CelType.Bool : type;
    }

    private CelType Field(int position, CelType operand, string field, bool optional)
    {
        bool isOptional = operand.IsOptional;
        if (isOptional) operand = _mapping.Substitute(operand.Parameters[0], freeToDyn: false);
        CelType result = CelType.Error;
        switch (operand.Kind)
        {
            case CelTypeKind.Map:
                result = operand.Parameters[1];
                break;
            case CelTypeKind.Struct:
                if (environment.Types?.FindField(operand.Name, field) is { } declared) result = declared;
                else Report(position, $"undefined field '{field}'");
                break;
            case CelTypeKind.Parameter:
                _mapping.IsAssignable(CelType.Dyn, operand);
                result = CelType.Dyn;
                break;
            default:
                if (!operand.IsDynOrError && !optional) Report(position, $"type '{operand}' does not support field selection");
                result = operand.IsDynOrError || optional ? CelType.Dyn : CelType.Error;
                break;
        }
        return isOptional || optional ? CelType.Optional(result) : result;
    }

    private CelType Call(CallExpr call)
    {
        if (call.Function == Operators.OptionalSelect)
        {
            Visit(call.Arguments[0]);
            call.Arguments[1].Type = CelType.String;
            return Field(call.Position, Known(call.Arguments[0]), ((ConstExpr)call.Arguments[1]).Value.AsString, optional: true);
        }
        foreach (Expr argument in call.Arguments) Visit(argument);
        if (call.Target is null)
        {
            foreach (string candidate in environment.Candidates(call.Function))
            {
                if (environment.FindFunction(candidate) is not { } overloads) continue;
                call.Function = candidate;
                return Resolve(call, overloads);
            }
            Report(call.Position, $"undeclared reference to '{call.Function}' (in container '{environment.Container}')");
            return CelType.Error;
        }
        if (!StartsLocally(call.Target) && QualifiedName(call.Target) is { } prefix)
        {
            foreach (string candidate in environment.Candidates($"{prefix}.{call.Function}"))
            {
                if (environment.FindFunction(candidate) is not { } namespaced) continue;
                call.Function = candidate;
                call.Target = null;
                return Resolve(call, namespaced);
            }
        }
        Visit(call.Target);
        if (environment.FindFunction(call.Function) is { } members) return Resolve(call, members);
        Report(call.Position, $"undeclared reference to '{call.Function}' (in container '{environment.Container}')");
        return CelType.Error;
    }

    private CelType Resolve(CallExpr call, List<Overload> overloads)
    {
        var given = new List<CelType>();
        if (call.Target is not null) given.Add(Known(call.Target));
        foreach (Expr argument in call.Arguments) given.Add(Known(argument));
        CelType[] arguments = [.. given];
        CelType? result = null;
        call.Overloads = null;
        foreach (Overload overload in overloads)
        {
            if (overload.IsMember != call.Target is not null || overload.Parameters.Length != arguments.Length) continue;
            CelType[] wanted = overload.Parameters;
            CelType returned = overload.Result;
            if (overload.TypeParameters.Length > 0)
            {
                var fresh = new TypeMapping();
                foreach (string name in overload.TypeParameters) fresh.Add(CelType.Parameter(name), FreshVariable());
                wanted = [.. wanted.Select(t => fresh.Substitute(t, freeToDyn: false))];
                returned = fresh.Substitute(returned, freeToDyn: false);
            }
            if (!_mapping.AreAssignable(arguments, wanted)) continue;
            (call.Overloads ??= []).Add(overload);
            CelType actual = _mapping.Substitute(returned, freeToDyn: false);
            if (result is null) result = actual;
            else if (result.Kind != CelTypeKind.Dyn && !actual.Equals(result)) result = CelType.Dyn;
        }
        if (result is not null) return result;
        IEnumerable<string> shown = arguments.Select(t => _mapping.Substitute(t, freeToDyn: true).ToString());
        string signature = call.Target is null ? $"({string.Join(", ", shown)})" : $"{shown.First()}.({string.Join(", ", shown.Skip(1))})";
        Report(call.Position, $"found no matching overload for '{call.Function}' applied to '{signature}'");
        return CelType.Error;
    }

    private CelType List(ListExpr list)
    {
        CelType? element = null;
        for (int i = 0; i < list.Elements.Length; i++)
        {
            Expr item = list.Elements[i];
            Visit(item);
            element = Join(item.Position, element, list.IsOptional(i) ? Unwrapped(item) : Known(item));
        }
        return CelType.List(element ?? FreshVariable());
    }

    private CelType Map(MapExpr map)
    {
        CelType? keys = null, values = null;
        foreach (MapEntry entry in map.Entries)
        {
            Visit(entry.Key);
            keys = Join(entry.Key.Position, keys, Known(entry.Key));
            Visit(entry.Value);
            values = Join(entry.Value.Position, values, entry.Optional ? Unwrapped(entry.Value) : Known(entry.Value));
        }
        return keys is null ? CelType.Map(FreshVariable(), FreshVariable()) : CelType.Map(keys, values!);
    }

    /// <summary>The type within the optional that <c>?x</c> must be.</summary>
    private CelType Unwrapped(Expr item)
    {
        CelType type = Known(item);
        if (type.IsOptional) return _mapping.Substitute(type.Parameters[0], freeToDyn: false);
        if (type.IsDynOrError) return CelType.Dyn;
        Report(item.Position, $"expected type '{CelType.Optional(type)}' but found '{type}'");
        return CelType.Error;
    }

    private CelType Join(int position, CelType? previous, CelType current)
    {
        if (previous is null) return current;
        if (_mapping.IsAssignable(previous, current)) return TypeMapping.MostGeneral(previous, current);
        if (!environment.HomogeneousLiterals) return CelType.Dyn;
        Report(position, $"expected type '{previous}' but found '{current}'");
        return previous;
    }

    private CelType Struct(StructExpr structure)
    {
        CelType? type = null;
        foreach (string candidate in environment.Candidates(structure.Name))
        {
            if (environment.Types?.FindStruct(candidate) is not { } found) continue;
            type = found;
            structure.Name = candidate;
            break;
        }
        if (type is null) Report(structure.Position, $"undeclared reference to '{structure.Name}' (in container '{environment.Container}')");
        foreach (FieldEntry field in structure.Fields)
        {
            Visit(field.Value);
            if (type is null) continue;
            CelType given = field.Optional ? Unwrapped(field.Value) : Known(field.Value);
            if (environment.Types!.FindField(structure.Name, field.Field) is not { } wanted) Report(field.Position, $"undefined field '{field.Field}'");
            else if (!_mapping.IsAssignable(wanted, given))
                Report(field.Position, $"expected type of field '{field.Field}' is '{wanted}' but provided type is '{given}'");
        }
        return type ?? CelType.Error;
    }

    private CelType Comprehension(ComprehensionExpr fold)
    {
        Visit(fold.Range);
        Visit(fold.Initial);
        CelType range = _mapping.Substitute(fold.Range.Type!, freeToDyn: false);
        CelType first = CelType.Error, second = CelType.Error;
        switch (range.Kind)
        {
            case CelTypeKind.List:
                (first, second) = fold.Variable2 is null ? (range.Parameters[0], CelType.Error) : (CelType.Int, range.Parameters[0]);
                break;
            case CelTypeKind.Map:
                (first, second) = (range.Parameters[0], range.Parameters[1]);
                break;
            case CelTypeKind.Dyn or CelTypeKind.Error or CelTypeKind.Parameter:
                if (range.Kind == CelTypeKind.Parameter) _mapping.IsAssignable(CelType.Dyn, range);
                (first, second) = (CelType.Dyn, CelType.Dyn);
                break;
            default:
                Report(fold.Range.Position, $"expression of type '{range}' cannot be range of a comprehension (must be list, map, or dynamic)");
                break;
        }
        int mark = _locals.Count;
        _locals.Add((fold.Accumulator, fold.Initial.Type!));
        _locals.Add((fold.Variable, first));
        if (fold.Variable2 is not null) _locals.Add((fold.Variable2, second));
        Visit(fold.Condition);
        Expect(fold.Condition, CelType.Bool);
        Visit(fold.Step);
        Expect(fold.Step, fold.Initial.Type!);
        _locals.RemoveRange(mark + 1, _locals.Count - mark - 1);
        Visit(fold.Result);
        _locals.RemoveAt(mark);
        return _mapping.Substitute(fold.Result.Type!, freeToDyn: false);
    }

    private void Expect(Expr expression, CelType wanted)
    {
        if (_mapping.IsAssignable(wanted, Known(expression))) return;
        Report(expression.Position,
            $"expected type '{_mapping.Substitute(wanted, freeToDyn: false)}' but found '{Known(expression)}'");
    }

    /// <summary>Puts what is known by now for the type variables.</summary>
    private void Finish(Expr expression)
    {
        if (expression.Type is { } type) expression.Type = _mapping.Substitute(type, freeToDyn: true);
        foreach (Expr child in ExprChildren.Of(expression)) Finish(child);
    }
}
