namespace Netes.Storage.Caching.Trees;

/// <summary>
/// A persistent B+ tree: it never changes, a <see cref="TreeBuilder{TKey,TEntry,TOrder}"/> makes the next one, which shares
/// all nodes but those on the changed paths. Taking a snapshot is keeping a reference. Subtrees know their sizes, so that a
/// range is counted in logarithmic time.
/// <code>
///                    [ · | k8 | k17 ]                    branches: up to 32 children and the keys between them
///                   /       |        \
///        [e1 e3 e5]   [e8 e9 e12]   [e17 e20]            leaves: up to 32 entries
/// </code>
/// </summary>
internal readonly struct SortedTree<TKey, TEntry, TOrder>(TreeNode root) where TOrder : ITreeOrder<TKey, TEntry>
{
    public static SortedTree<TKey, TEntry, TOrder> Empty { get; } = new(new TreeLeaf<TEntry>(null));

    public TreeNode Root { get; } = root;

    public int Count => Root.Size;

    public bool TryGet(in TKey key, out TEntry entry)
    {
        var leaf = Leaf(key);
        var index = Find(leaf, key, out var found);
        entry = found ? leaf.Entries[index] : default!;
        return found;
    }

    /// <summary>How many entries are smaller than the key.</summary>
    public int CountBefore(in TKey key)
    {
        var before = 0;
        var node = Root;
        while (node is TreeBranch<TKey> branch)
        {
            var index = ChildOf(branch, key);
            for (var i = 0; i < index; i++) before += branch.Children[i].Size;
            node = branch.Children[index];
        }
        return before + Find((TreeLeaf<TEntry>)node, key, out _);
    }

    /// <summary>Some entries from the key on (or from where it would stand), ascending.</summary>
    public IEnumerable<TEntry> Take(TKey from, int count)
    {
        var path = new Stack<(TreeBranch<TKey> Branch, int Index)>(6);
        var node = Root;
        while (node is TreeBranch<TKey> branch)
        {
            var child = ChildOf(branch, from);
            path.Push((branch, child));
            node = branch.Children[child];
        }
        var leaf = (TreeLeaf<TEntry>)node;
        var index = Find(leaf, from, out _);
        while (true)
        {
            for (; index < leaf.Count; index++)
            {
                if (count-- <= 0) yield break;
                yield return leaf.Entries[index];
            }
            if (!Next(path, out leaf)) yield break;
            index = 0;
        }
    }

    /// <summary>The leaf that the key belongs to.</summary>
    private TreeLeaf<TEntry> Leaf(in TKey key)
    {
        var node = Root;
        while (node is TreeBranch<TKey> branch) node = branch.Children[ChildOf(branch, key)];
        return (TreeLeaf<TEntry>)node;
    }

    private static bool Next(Stack<(TreeBranch<TKey> Branch, int Index)> path, out TreeLeaf<TEntry> leaf)
    {
        while (path.TryPop(out var step))
        {
            if (step.Index + 1 >= step.Branch.Count) continue;
            path.Push((step.Branch, step.Index + 1));
            var node = step.Branch.Children[step.Index + 1];
            while (node is TreeBranch<TKey> branch)
            {
                path.Push((branch, 0));
                node = branch.Children[0];
            }
            leaf = (TreeLeaf<TEntry>)node;
            return true;
        }
        leaf = null!;
        return false;
    }

    /// <summary>The child under which the key stands or would stand.</summary>
    public static int ChildOf(TreeBranch<TKey> branch, in TKey key)
    {
        int low = 1, high = branch.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (TOrder.CompareKeys(key, branch.Keys[middle]) >= 0) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }

    /// <summary>Where the key stands in the leaf or would stand.</summary>
    public static int Find(TreeLeaf<TEntry> leaf, in TKey key, out bool found)
    {
        int low = 0, high = leaf.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = TOrder.Compare(key, leaf.Entries[middle]);
            if (order == 0)
            {
                found = true;
                return middle;
            }
            if (order > 0) low = middle + 1;
            else high = middle;
        }
        found = false;
        return low;
    }
}
