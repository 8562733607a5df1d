namespace Netes.ApiServer.Patching.Apply;

/// <summary>Which fields a way of writing can own at all: a write to an object can't set its status, one to its status not its spec.</summary>
internal sealed class FieldFilter
{
    private const string Any = "*";

    /// <summary>What nobody owns: the server's own fields, and those that say what the object is.</summary>
    private static readonly FieldSet Unowned = FieldSet.Of(
        ["f:apiVersion"], ["f:kind"], ["f:metadata", "f:name"], ["f:metadata", "f:namespace"], ["f:metadata", "f:creationTimestamp"],
        ["f:metadata", "f:selfLink"], ["f:metadata", "f:uid"], ["f:metadata", "f:clusterName"], ["f:metadata", "f:generation"],
        ["f:metadata", "f:managedFields"], ["f:metadata", "f:resourceVersion"]);

    private static readonly FieldSet Metadata = FieldSet.Of(["f:metadata"]);

    private readonly FieldSet? _only;

    /// <param name="reset">Paths, by field names, that can't be written this way.</param>
    /// <param name="only">The paths that alone can; <c>*</c> stands for any element of a list. Null for no such limit.</param>
    public FieldFilter(IEnumerable<string[]> reset, IEnumerable<string[]>? only = null)
    {
        Reset = Paths(reset);
        Ignored = Unowned.Union(Reset);
        _only = only is null ? null : Paths(only);
    }

    public static FieldFilter None { get; } = new([]);

    public FieldSet Reset { get; }

    /// <summary>Paths that are never owned, with all below.</summary>
    public FieldSet Ignored { get; }

    /// <summary>What of a set can be owned.</summary>
    public FieldSet Owned(FieldSet set)
    {
        set = set.ExceptBelow(Ignored).Except(Metadata);
        return _only is null ? set : Keep(set, _only);
    }

    private static FieldSet Keep(FieldSet set, FieldSet only)
    {
        if (only.IsMember) return set;
        var kept = new FieldSet();
        foreach ((string element, FieldSet child) in set.Children)
        {
            if ((only.Child(element) ?? (element[0] == 'f' ? null : only.Child(Any))) is { } below) kept.Add(element, Keep(child, below));
        }
        return kept;
    }

    private static FieldSet Paths(IEnumerable<string[]> paths)
    {
        var set = new FieldSet();
        foreach (string[] path in paths) set.Insert([.. path.Select(p => p == Any ? Any : "f:" + p)]);
        return set;
    }
}
