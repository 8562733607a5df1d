using System.Diagnostics.CodeAnalysis;

namespace Netes.Storage.Caching.Trees;

/// <summary>
/// Makes the next tree of a series. Between two calls of <see cref="ToTree"/> a node is copied at most once, however many
/// of its entries change. For one thread.
/// </summary>
internal sealed class TreeBuilder<TKey, TEntry, TOrder>(SortedTree<TKey, TEntry, TOrder> tree)
    where TOrder : ITreeOrder<TKey, TEntry>
{
    private TreeNode _root = tree.Root;
    private object _owner = new();

    /// <summary>What the tree holds now. The nodes made so far are given away with it.</summary>
    public SortedTree<TKey, TEntry, TOrder> ToTree()
    {
        _owner = new object();
        return new SortedTree<TKey, TEntry, TOrder>(_root);
    }

    /// <summary>The tree as it is at this moment, for looking things up before the next change.</summary>
    public SortedTree<TKey, TEntry, TOrder> Current => new(_root);

    /// <summary>Adds the entry, or puts it in the place of the one with the same key.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Set(TEntry entry, [MaybeNull] out TEntry replaced)
    {
        var key = TOrder.KeyOf(entry);
        _root = Set(_root, key, entry, out var right, out var wasThere, out replaced);
        if (right is not null)
        {
            var root = new TreeBranch<TKey>(_owner);
            root.Insert(0, FirstKey(_root), _root);
            root.Insert(1, FirstKey(right), right);
            root.Grow(_root.Size + right.Size);
            _root = root;
        }
        return wasThere;
    }

    /// <returns>Whether the key was there.</returns>
    public bool Remove(in TKey key, [MaybeNullWhen(false)] out TEntry removed)
    {
        // Nothing is copied for a key that is not there.
        if (!Current.TryGet(key, out removed!)) return false;
        _root = Remove(_root, key);
        while (_root is TreeBranch<TKey> { Count: 1 } branch) _root = branch.Children[0];
        return true;
    }

    private TreeNode Set(TreeNode node, in TKey key, TEntry entry, out TreeNode? right, out bool wasThere, out TEntry? replaced) =>
        node is TreeBranch<TKey> branch
            ? SetInBranch(branch, key, entry, out right, out wasThere, out replaced)
            : SetInLeaf((TreeLeaf<TEntry>)node, key, entry, out right, out wasThere, out replaced);

    private TreeLeaf<TEntry> SetInLeaf(
        TreeLeaf<TEntry> leaf, in TKey key, TEntry entry, out TreeNode? right, out bool wasThere, out TEntry? replaced)
    {
        right = null;
        replaced = default;
        var index = SortedTree<TKey, TEntry, TOrder>.Find(leaf, key, out wasThere);
        leaf = leaf.Editable(_owner);
        if (wasThere)
        {
            replaced = leaf.Entries[index];
            leaf.Entries[index] = entry;
        }
        else if (leaf.Count < TreeNode.Capacity)
        {
            leaf.Insert(index, entry);
        }
        else
        {
            var split = new TreeLeaf<TEntry>(_owner);
            right = split;
            // Entries that come in ascending order (a first load) fill the leaves to the brim.
            if (index < TreeNode.Capacity) leaf.ShiftRight(split, TreeNode.Capacity / 2);
            if (index > leaf.Count || leaf.Count == TreeNode.Capacity) split.Insert(index - leaf.Count, entry);
            else leaf.Insert(index, entry);
        }
        return leaf;
    }

    private TreeBranch<TKey> SetInBranch(
        TreeBranch<TKey> branch, in TKey key, TEntry entry, out TreeNode? right, out bool wasThere, out TEntry? replaced)
    {
        right = null;
        var index = SortedTree<TKey, TEntry, TOrder>.ChildOf(branch, key);
        var child = Set(branch.Children[index], key, entry, out var childRight, out wasThere, out replaced);
        branch = branch.Editable(_owner);
        branch.Children[index] = child;
        if (!wasThere) branch.Grow(1);
        if (childRight is null) return branch;

        var childKey = FirstKey(childRight);
        if (branch.Count < TreeNode.Capacity)
        {
            branch.Insert(index + 1, childKey, childRight);
            return branch;
        }
        // The new child's entries are in this branch's size already: they move with it where it goes.
        var split = new TreeBranch<TKey>(_owner);
        right = split;
        branch.Grow(-childRight.Size);
        if (index + 1 < TreeNode.Capacity) branch.ShiftRight(split, TreeNode.Capacity / 2);
        var target = index + 1 > branch.Count || branch.Count == TreeNode.Capacity ? split : branch;
        target.Insert(target == split ? index + 1 - branch.Count : index + 1, childKey, childRight);
        target.Grow(childRight.Size);
        return branch;
    }

    private TreeNode Remove(TreeNode node, in TKey key)
    {
        if (node is TreeLeaf<TEntry> leaf)
        {
            leaf = leaf.Editable(_owner);
            leaf.RemoveAt(SortedTree<TKey, TEntry, TOrder>.Find(leaf, key, out _));
            return leaf;
        }
        var branch = ((TreeBranch<TKey>)node).Editable(_owner);
        var index = SortedTree<TKey, TEntry, TOrder>.ChildOf(branch, key);
        branch.Children[index] = Remove(branch.Children[index], key);
        branch.Grow(-1);
        if (branch.Children[index].Size == 0) branch.RemoveAt(index);
        else if (branch.Children[index].Count < TreeNode.Minimum && branch.Count > 1) Level(branch, index > 0 ? index - 1 : 0);
        return branch;
    }

    /// <summary>Joins two neighbouring children, or levels them out where they don't fit into one.</summary>
    private void Level(TreeBranch<TKey> branch, int index)
    {
        var together = branch.Children[index].Count + branch.Children[index + 1].Count;
        var toRight = together <= TreeNode.Capacity ? -branch.Children[index + 1].Count : branch.Children[index].Count - together / 2;
        if (branch.Children[index] is TreeLeaf<TEntry> leaf)
        {
            var right = ((TreeLeaf<TEntry>)branch.Children[index + 1]).Editable(_owner);
            branch.Children[index] = leaf = leaf.Editable(_owner);
            branch.Children[index + 1] = right;
            leaf.ShiftRight(right, toRight);
        }
        else
        {
            var left = ((TreeBranch<TKey>)branch.Children[index]).Editable(_owner);
            var right = ((TreeBranch<TKey>)branch.Children[index + 1]).Editable(_owner);
            branch.Children[index] = left;
            branch.Children[index + 1] = right;
            // The right child's first key is only known here, above it.
            right.Keys[0] = branch.Keys[index + 1];
            left.ShiftRight(right, toRight);
        }
        if (branch.Children[index + 1].Count == 0) branch.RemoveAt(index + 1);
        else branch.Keys[index + 1] = FirstKey(branch.Children[index + 1]);
    }

    /// <summary>The smallest key below the node.</summary>
    private static TKey FirstKey(TreeNode node)
    {
        while (node is TreeBranch<TKey> branch) node = branch.Children[0];
        return TOrder.KeyOf(((TreeLeaf<TEntry>)node).Entries[0]);
    }
}
