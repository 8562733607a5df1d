namespace Netes.Cel;

/// <summary>
/// Lists that a schema calls sets or maps: their order doesn't count, and adding one to another merges them
/// (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules).
/// </summary>
internal static class DeclaredLists
{
    /// <summary>Whether both have the same elements in any order; null when order counts.</summary>
    public static bool? AreEqual(CelList left, CelList right)
    {
        if (left.Declaration?.ListType is not ("set" or "map")) return null;
        if (left.Count != right.Count) return false;
        for (int i = 0; i < left.Count; i++)
        {
            int found = Find(right, left[i], left.Declaration);
            if (found < 0 || !CelEquality.AreEqual(left[i], right[found])) return false;
        }
        return true;
    }

    /// <summary>The first list with the second's elements put in; null when they are just joined.</summary>
    public static CelList? Merge(CelList left, CelList right)
    {
        if (left.Declaration?.ListType is not ("set" or "map")) return null;
        var values = new List<CelValue>(left.Count + right.Count);
        for (int i = 0; i < left.Count; i++) values.Add(left[i]);
        for (int i = 0; i < right.Count; i++)
        {
            int found = Find(left, right[i], left.Declaration);
            if (found < 0) values.Add(right[i]);
            else values[found] = right[i];
        }
        return new CelArray([.. values]);
    }

    private static int Find(CelList list, in CelValue element, DeclaredType type)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (type.ListType == "set" ? CelEquality.AreEqual(list[i], element) : HaveEqualKeys(list[i], element, type.ListMapKeys)) return i;
        }
        return -1;
    }

    private static bool HaveEqualKeys(in CelValue left, in CelValue right, IReadOnlyList<string> keys)
    {
        if (left.Kind != CelKind.Map || right.Kind != CelKind.Map) return false;
        foreach (string key in keys)
        {
            CelValue name = CelValue.String(FieldNames.Escape(key) ?? key);
            bool hasLeft = left.AsMap.TryGet(name, out CelValue l), hasRight = right.AsMap.TryGet(name, out CelValue r);
            if (hasLeft != hasRight || (hasLeft && !CelEquality.AreEqual(l, r))) return false;
        }
        return true;
    }
}
