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
    /// <summary>The set of nothing. Never changed.</summary>
    public static readonly FieldSet Empty = new();

    /// <summary>The set of the path that leads here, with nothing below: most nodes are this one. Never changed.</summary>
    public static readonly FieldSet Leaf = new() { IsMember = true };

    /// <summary>Sorted by <see cref="CompareElements"/>; no child is empty.</summary>
    private List<(string Element, FieldSet Set)>? _children;

    /// <summary>Whether the path that led here is in the set.</summary>
    public bool IsMember { get; private set; }

    public bool IsEmpty => !IsMember && _children is null;

    /// <summary>What lies below, in fieldsV1's order.</summary>
    public IReadOnlyList<(string Element, FieldSet Set)> Children => _children ?? (IReadOnlyList<(string, FieldSet)>)[];

    /// <summary>Every path in the set: those of one parent before those below them.</summary>
    public IEnumerable<string[]> Paths
    {
        get
        {
            if (IsMember) yield return [];
            foreach (string[] path in PathsBelow([])) yield return path;
        }
    }

    public static FieldSet Of(params ReadOnlySpan<string[]> paths)
    {
        var set = new FieldSet();
        foreach (string[] path in paths) set.Insert(path);
        return set;
    }

    public void Insert(params IReadOnlyList<string> path)
    {
        FieldSet at = this;
        foreach (string element in path)
        {
            if (at.IndexOf(element, out int index)) at = at.OwnChild(index);
            else
            {
                var next = new FieldSet();
                (at._children ??= []).Insert(index, (element, next));
                at = next;
            }
        }
        at.IsMember = true;
    }

    /// <summary>Puts a subtree below an element that the set doesn't have yet; nothing when it is empty.</summary>
    public void Add(string element, FieldSet set)
    {
        if (set.IsEmpty) return;
        _children ??= [];
        if (_children.Count == 0 || CompareElements(_children[^1].Element, element) < 0) _children.Add((element, set));
        else if (IndexOf(element, out int index)) _children[index] = (element, _children[index].Set.Union(set));
        else _children.Insert(index, (element, set));
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

    /// <summary>The paths below an element; null for none.</summary>
    public FieldSet? Child(string element) => IndexOf(element, out int index) ? _children![index].Set : null;

    /// <summary>The paths of both.</summary>
    public FieldSet Union(FieldSet other)
    {
        if (other.IsEmpty || ReferenceEquals(this, other)) return this;
        if (IsEmpty) return other;
        var result = new FieldSet { IsMember = IsMember || other.IsMember };
        int a = 0, b = 0;
        IReadOnlyList<(string Element, FieldSet Set)> mine = Children, theirs = other.Children;
        while (a < mine.Count || b < theirs.Count)
        {
            int order = a == mine.Count ? 1 : b == theirs.Count ? -1 : CompareElements(mine[a].Element, theirs[b].Element);
            if (order < 0) result.Append(mine[a++]);
            else if (order > 0) result.Append(theirs[b++]);
            else result.Append((mine[a].Element, mine[a++].Set.Union(theirs[b++].Set)));
        }
        return result;
    }

    /// <summary>The paths that are in both.</summary>
    public FieldSet Intersect(FieldSet other)
    {
        var result = new FieldSet { IsMember = IsMember && other.IsMember };
        foreach (var (element, child) in Children)
            if (other.Child(element) is { } second) result.Append((element, child.Intersect(second)));
        return result;
    }

    /// <summary>Whether a path is in both.</summary>
    public bool Overlaps(FieldSet other)
    {
        if (IsMember && other.IsMember) return true;
        foreach (var (element, child) in Children)
            if (other.Child(element) is { } second && child.Overlaps(second)) return true;
        return false;
    }

    /// <summary>The paths that are not in <paramref name="other"/>. What lies below a path of it stays.</summary>
    public FieldSet Except(FieldSet other)
    {
        if (other.IsEmpty) return this;
        var result = new FieldSet { IsMember = IsMember && !other.IsMember };
        foreach (var (element, child) in Children)
            result.Append((element, other.Child(element) is { } second ? child.Except(second) : child));
        return result;
    }

    /// <summary>The paths that are neither in <paramref name="other"/> nor below one of its paths.</summary>
    public FieldSet ExceptBelow(FieldSet other)
    {
        if (other.IsEmpty) return this;
        if (other.IsMember) return Empty;
        var result = new FieldSet { IsMember = IsMember };
        foreach (var (element, child) in Children)
            result.Append((element, other.Child(element) is { } second ? child.ExceptBelow(second) : child));
        return result;
    }

    public bool Equals(FieldSet? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || IsMember != other.IsMember || Children.Count != other.Children.Count) return false;
        for (int i = 0; i < Children.Count; i++)
            if (Children[i].Element != other.Children[i].Element || !Children[i].Set.Equals(other.Children[i].Set)) return false;
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as FieldSet);

    public override int GetHashCode() => HashCode.Combine(IsMember, Children.Count);

    public override string ToString() => string.Join(", ", Paths.Select(p => string.Join('/', p)));

    private IEnumerable<string[]> PathsBelow(string[] prefix)
    {
        foreach (var (element, child) in Children)
            if (child.IsMember) yield return [.. prefix, element];
        foreach (var (element, child) in Children)
            if (child._children is not null)
                foreach (string[] path in child.PathsBelow([.. prefix, element])) yield return path;
    }

    /// <summary>A child that may be changed: what is shared is copied first.</summary>
    private FieldSet OwnChild(int index)
    {
        (string element, FieldSet child) = _children![index];
        if (!ReferenceEquals(child, Leaf)) return child;
        child = new FieldSet { IsMember = true };
        _children[index] = (element, child);
        return child;
    }

    private void Append((string Element, FieldSet Set) child)
    {
        if (!child.Set.IsEmpty) (_children ??= []).Add(child);
    }

    /// <summary>Where an element is, or where it belongs.</summary>
    private bool IndexOf(string element, out int index)
    {
        int low = 0, high = (_children?.Count ?? 0) - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = CompareElements(_children![middle].Element, element);
            if (order == 0)
            {
                index = middle;
                return true;
            }
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        index = low;
        return false;
    }

    /// <summary>Fields, then list elements by key, by value, by index.</summary>
    private static int CompareElements(string x, string y)
    {
        if (x.Length == 0 || y.Length == 0 || x[0] == y[0]) return string.CompareOrdinal(x, y);
        return Rank(x[0]) - Rank(y[0]);

        static int Rank(char kind) => kind switch { 'f' => 1, 'k' => 2, 'v' => 3, _ => 4 };
    }
}
