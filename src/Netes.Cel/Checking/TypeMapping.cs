namespace Netes.Cel.Checking;

/// <summary>What type variables stand for, as far as is known.</summary>
internal sealed class TypeMapping
{
    private Dictionary<string, CelType> _known = [];

    public void Add(CelType variable, CelType type) => _known[variable.Name] = type;

    /// <summary>Whether each of these can be given where those are wanted. Learns from it only when all can.</summary>
    public bool AreAssignable(ReadOnlySpan<CelType> given, ReadOnlySpan<CelType> wanted)
    {
        if (given.Length != wanted.Length) return false;
        Dictionary<string, CelType> before = _known;
        _known = new(before);
        for (int i = 0; i < given.Length; i++)
        {
            if (IsAssignableWithin(given[i], wanted[i])) continue;
            _known = before;
            return false;
        }
        return true;
    }

    public bool IsAssignable(CelType given, CelType wanted) => AreAssignable([given], [wanted]);

    /// <param name="type">May hold variables.</param>
    /// <param name="freeToDyn">Whether an unknown variable becomes <c>dyn</c>.</param>
    public CelType Substitute(CelType type, bool freeToDyn)
    {
        if (type.Kind == CelTypeKind.Parameter)
        {
            if (_known.TryGetValue(type.Name, out CelType? known)) return Substitute(known, freeToDyn);
            return freeToDyn ? CelType.Dyn : type;
        }
        if (type.Parameters.Length == 0) return type;
        CelType[] parameters = new CelType[type.Parameters.Length];
        for (int i = 0; i < parameters.Length; i++) parameters[i] = Substitute(type.Parameters[i], freeToDyn);
        return type.With(parameters);
    }

    /// <summary>The wider of two types.</summary>
    public static CelType MostGeneral(CelType left, CelType right) => IsEqualOrLessSpecific(left, right) ? left : right;

    private bool IsAssignableWithin(CelType left, CelType right)
    {
        if (right.Kind == CelTypeKind.Parameter)
        {
            (bool valid, bool known) = TrySubstitution(left, right);
            if (valid) return true;
            if (known) return false;
        }
        if (left.Kind == CelTypeKind.Parameter) return TrySubstitution(right, left).Valid;
        if (left.IsDynOrError || right.IsDynOrError) return true;
        if (left.Kind == CelTypeKind.Null) return TakesNull(right);
        if (right.Kind == CelTypeKind.Null) return TakesNull(left);
        if (left.Kind != right.Kind) return false;
        switch (left.Kind)
        {
            case CelTypeKind.Type: return true;
            case CelTypeKind.Opaque or CelTypeKind.List or CelTypeKind.Map:
                if (left.Name != right.Name || left.Parameters.Length != right.Parameters.Length) return false;
                for (int i = 0; i < left.Parameters.Length; i++)
                {
                    if (!IsAssignableWithin(left.Parameters[i], right.Parameters[i])) return false;
                }
                return true;
            default: return left.Equals(right);
        }
    }

    private (bool Valid, bool Known) TrySubstitution(CelType type, CelType variable)
    {
        if (type.Equals(variable)) return (true, true);
        if (_known.TryGetValue(variable.Name, out CelType? known))
        {
            if (type.Equals(known)) return (true, true);
            if (!IsAssignableWithin(type, known)) return (false, true);
            CelType wider = MostGeneral(type, known);
            if (!Mentions(wider, variable)) Add(variable, wider);
            return (true, true);
        }
        if (Mentions(type, variable)) return (false, false);
        Add(variable, type);
        return (true, false);
    }

    private bool Mentions(CelType within, CelType variable)
    {
        if (within.Equals(variable)) return true;
        if (within.Kind == CelTypeKind.Parameter) return _known.TryGetValue(within.Name, out CelType? known) && Mentions(known, variable);
        foreach (CelType parameter in within.Parameters)
        {
            if (Mentions(parameter, variable)) return true;
        }
        return false;
    }

    private static bool TakesNull(CelType type) =>
        type.Kind is CelTypeKind.Null or CelTypeKind.Duration or CelTypeKind.Timestamp or CelTypeKind.Struct or CelTypeKind.Opaque;

    private static bool IsEqualOrLessSpecific(CelType left, CelType right)
    {
        if (left.Kind is CelTypeKind.Dyn or CelTypeKind.Parameter) return true;
        if (right.Kind == CelTypeKind.Null && left.Kind != CelTypeKind.Null) return TakesNull(left);
        if (right.Kind is CelTypeKind.Dyn or CelTypeKind.Parameter || left.Kind != right.Kind) return false;
        if (left.Kind == CelTypeKind.Type) return true;
        if (left.Name != right.Name || left.Parameters.Length != right.Parameters.Length) return false;
        for (int i = 0; i < left.Parameters.Length; i++)
        {
            if (!IsEqualOrLessSpecific(left.Parameters[i], right.Parameters[i])) return false;
        }
        return true;
    }
}
