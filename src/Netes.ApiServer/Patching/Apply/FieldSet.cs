namespace Netes.ApiServer.Patching.Apply;

/// <summary>
/// A set of paths into an object: what a field manager owns. It is a tree, as the paths of one object share most of their way.
/// The elements of a path are spelled as in fieldsV1: <c>f:spec</c>, <c>k:{"name":"c"}</c>, <c>v:"finalizer"</c>, <c>i:0</c>
/// (KEP-555; https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management).
/// </summary>
/// <remarks>
/// A path in the set does not put the paths below or above it into the set: a manager may own the members of a map without owning
/// the map. Results of set algebra may share subtrees with their operands, so a set is only changed by who made it.
/// </remarks>
internal sealed partial class FieldSet : IEquatable<FieldSet>
{
    private SortedDictionary<string, FieldSet>? _children;

    /// <summary>Whether the path that led here is in the set.</summary>
    public bool IsMember { get; private set; }

    public bool IsEmpty => !IsMember && _children is null or { Count: 0 };

    /// <summary>What lies below, in fieldsV1's order.</summary>
    public IEnumerable<KeyValuePair<string, FieldSet>> Children => _children ?? (IEnumerable<KeyValuePair<string, FieldSet>>)[];

    /// <summary>Every path in the set.</summary>
    public IEnumerable<string[]> Paths
    {
        get
        {
            if (IsMember) yield return [];
            foreach (var (element, child) in Children)
                foreach (string[] rest in child.Paths) yield return [element, .. rest];
        }
    }

    public void Insert(params IReadOnlyList<string> path)
    {
        FieldSet at = this;
        foreach (string element in path)
        {
            at._children ??= NewChildren();
            if (!at._children.TryGetValue(element, out FieldSet? next)) at._children[element] = next = new FieldSet();
            at = next;
        }
        at.IsMember = true;
    }

    public bool Contains(params IReadOnlyList<string> path)
    {
        FieldSet at = this;
        foreach (string element in path)
        {
            if (at.Child(element) is not { } next) return false;
            at = next;
        }
        return at.IsMember;
    }

    /// <summary>The paths of both.</summary>
    public FieldSet Union(FieldSet other)
    {
        if (other.IsEmpty) return this;
        if (IsEmpty) return other;
        var result = new FieldSet { IsMember = IsMember || other.IsMember };
        foreach (var (element, child) in Children) result.Put(element, other.Child(element) is { } second ? child.Union(second) : child);
        foreach (var (element, child) in other.Children)
            if (Child(element) is null) result.Put(element, child);
        return result;
    }

    /// <summary>The paths that are in both.</summary>
    public FieldSet Intersect(FieldSet other)
    {
        var result = new FieldSet { IsMember = IsMember && other.IsMember };
        foreach (var (element, child) in Children)
            if (other.Child(element) is { } second) result.Put(element, child.Intersect(second));
        return result;
    }

    /// <summary>The paths that are not in <paramref name="other"/>. What lies below a path of it stays.</summary>
    public FieldSet Except(FieldSet other)
    {
        if (other.IsEmpty) return this;
        var result = new FieldSet { IsMember = IsMember && !other.IsMember };
        foreach (var (element, child) in Children) result.Put(element, other.Child(element) is { } second ? child.Except(second) : child);
        return result;
    }

    /// <summary>The paths that are neither in <paramref name="other"/> nor below one of its paths.</summary>
    public FieldSet ExceptBelow(FieldSet other)
    {
        if (other.IsEmpty) return this;
        if (other.IsMember) return new FieldSet();
        var result = new FieldSet { IsMember = IsMember };
        foreach (var (element, child) in Children) result.Put(element, other.Child(element) is { } second ? child.ExceptBelow(second) : child);
        return result;
    }

    public bool Equals(FieldSet? other)
    {
        if (other is null || IsMember != other.IsMember) return false;
        using var a = Children.Where(c => !c.Value.IsEmpty).GetEnumerator();
        using var b = other.Children.Where(c => !c.Value.IsEmpty).GetEnumerator();
        while (a.MoveNext())
            if (!b.MoveNext() || a.Current.Key != b.Current.Key || !a.Current.Value.Equals(b.Current.Value)) return false;
        return !b.MoveNext();
    }

    public override bool Equals(object? obj) => Equals(obj as FieldSet);

    public override int GetHashCode() => HashCode.Combine(IsMember, Children.Count(c => !c.Value.IsEmpty));

    public override string ToString() => string.Join(", ", Paths.Select(p => string.Join('/', p)));

    private FieldSet? Child(string element) => _children is not null && _children.TryGetValue(element, out FieldSet? child) ? child : null;

    private void Put(string element, FieldSet child)
    {
        if (child.IsEmpty) return;
        _children ??= NewChildren();
        _children[element] = child;
    }

    private static SortedDictionary<string, FieldSet> NewChildren() => new(ElementOrder.Instance);

    /// <summary>Fields, then list elements by key, by value, by index.</summary>
    private sealed class ElementOrder : IComparer<string>
    {
        public static readonly ElementOrder Instance = new();

        public int Compare(string? x, string? y)
        {
            int byKind = Rank(x!).CompareTo(Rank(y!));
            return byKind != 0 ? byKind : string.CompareOrdinal(x, y);
        }

        private static int Rank(string element) => element.Length == 0 ? 0 : element[0] switch { 'f' => 1, 'k' => 2, 'v' => 3, _ => 4 };
    }
}
