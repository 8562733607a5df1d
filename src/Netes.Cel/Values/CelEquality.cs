namespace Netes.Cel;

/// <summary>Equality and order (https://github.com/google/cel-spec/blob/master/doc/langdef.md#equality).</summary>
internal static class CelEquality
{
    public static bool AreEqual(in CelValue left, in CelValue right)
    {
        if (IsNumber(left.Kind) && IsNumber(right.Kind)) return CompareNumbers(left, right) == 0;
        if (left.Kind != right.Kind) return false;
        switch (left.Kind)
        {
            case CelKind.Null: return true;
            case CelKind.Bool: return left.AsBool == right.AsBool;
            case CelKind.String: return string.Equals(left.AsString, right.AsString, StringComparison.Ordinal);
            case CelKind.Bytes: return left.AsBytes.AsSpan().SequenceEqual(right.AsBytes);
            case CelKind.Duration: return left.AsDuration == right.AsDuration;
            case CelKind.Timestamp: return left.AsTimestamp == right.AsTimestamp;
            case CelKind.List: return ListsAreEqual(left.AsList, right.AsList);
            case CelKind.Map: return MapsAreEqual(left.AsMap, right.AsMap);
            case CelKind.Type: return left.AsType.Kind == right.AsType.Kind && left.AsType.Name == right.AsType.Name;
            case CelKind.Optional:
                bool hasLeft = left.TryGetOptional(out CelValue l), hasRight = right.TryGetOptional(out CelValue r);
                return hasLeft == hasRight && (!hasLeft || AreEqual(l, r));
            case CelKind.Opaque: return left.AsOpaque.Type.Equals(right.AsOpaque.Type) && left.AsOpaque.IsEqualTo(right.AsOpaque);
            default: return false;
        }
    }

    /// <summary>Less, equal or greater (-1, 0, 1); null when the two have no order.</summary>
    public static int? Compare(in CelValue left, in CelValue right)
    {
        if (IsNumber(left.Kind) && IsNumber(right.Kind)) return CompareNumbers(left, right);
        if (left.Kind != right.Kind) return null;
        return left.Kind switch
        {
            CelKind.Bool => left.AsBool.CompareTo(right.AsBool),
            CelKind.String => Math.Sign(CelText.Compare(left.AsString, right.AsString)),
            CelKind.Bytes => Math.Sign(left.AsBytes.AsSpan().SequenceCompareTo(right.AsBytes)),
            CelKind.Duration => left.AsDuration.CompareTo(right.AsDuration),
            CelKind.Timestamp => left.AsTimestamp.CompareTo(right.AsTimestamp),
            _ => null,
        };
    }

    public static bool IsNumber(CelKind kind) => kind is CelKind.Int or CelKind.Uint or CelKind.Double;

    /// <summary>Null when one is not a number (NaN).</summary>
    public static int? CompareNumbers(in CelValue left, in CelValue right)
    {
        switch (left.Kind, right.Kind)
        {
            case (CelKind.Int, CelKind.Int): return left.AsInt.CompareTo(right.AsInt);
            case (CelKind.Uint, CelKind.Uint): return left.AsUint.CompareTo(right.AsUint);
            case (CelKind.Int, CelKind.Uint): return left.AsInt < 0 ? -1 : ((ulong)left.AsInt).CompareTo(right.AsUint);
            case (CelKind.Uint, CelKind.Int): return right.AsInt < 0 ? 1 : left.AsUint.CompareTo((ulong)right.AsInt);
            case (CelKind.Double, CelKind.Double): return CompareDoubles(left.AsDouble, right.AsDouble);
            case (CelKind.Double, CelKind.Int): return CompareDoubleInt(left.AsDouble, right.AsInt);
            case (CelKind.Int, CelKind.Double): return -CompareDoubleInt(right.AsDouble, left.AsInt);
            case (CelKind.Double, _): return CompareDoubleUint(left.AsDouble, right.AsUint);
            default: return -CompareDoubleUint(right.AsDouble, left.AsUint);
        }
    }

    private static int? CompareDoubles(double left, double right) =>
        double.IsNaN(left) || double.IsNaN(right) ? null : left.CompareTo(right);

    private static int? CompareDoubleInt(double left, long right)
    {
        if (double.IsNaN(left)) return null;
        if (left < -9223372036854775808.0) return -1;
        if (left > 9223372036854775808.0) return 1;
        return CompareDoubles(left, right);
    }

    private static int? CompareDoubleUint(double left, ulong right)
    {
        if (double.IsNaN(left)) return null;
        if (left < 0) return -1;
        if (left > 18446744073709551616.0) return 1;
        return CompareDoubles(left, right);
    }

    private static bool ListsAreEqual(CelList left, CelList right)
    {
        if (DeclaredLists.AreEqual(left, right) is { } unordered) return unordered;
        if (left.Count != right.Count) return false;
        for (int i = 0; i < left.Count; i++)
        {
            if (!AreEqual(left[i], right[i])) return false;
        }
        return true;
    }

    private static bool MapsAreEqual(CelMap left, CelMap right)
    {
        if (left.Count != right.Count) return false;
        foreach (KeyValuePair<CelValue, CelValue> entry in left)
        {
            if (!right.TryGet(entry.Key, out CelValue value) || !AreEqual(entry.Value, value)) return false;
        }
        return true;
    }
}
