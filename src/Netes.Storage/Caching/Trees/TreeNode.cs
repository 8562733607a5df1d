namespace Netes.Storage.Caching.Trees;

/// <summary>
/// A node of a <see cref="SortedTree{TKey,TEntry,TOrder}"/>. A builder changes nodes that it made itself in place and
/// copies all others; once a tree has been taken from the builder, its nodes belong to nobody and never change again.
/// </summary>
internal abstract class TreeNode(object? owner)
{
    public const int Capacity = 32;

    /// <summary>Below this a node is joined or levelled with a neighbour.</summary>
    public const int Minimum = Capacity / 4;

    public object? Owner { get; } = owner;

    /// <summary>Slots in use.</summary>
    public int Count;

    /// <summary>Entries in the whole subtree.</summary>
    public abstract int Size { get; }
}

internal sealed class TreeLeaf<TEntry>(object? owner) : TreeNode(owner)
{
    public readonly TEntry[] Entries = new TEntry[Capacity];

    public override int Size => Count;

    public TreeLeaf<TEntry> Editable(object owner)
    {
        if (Owner == owner) return this;
        var copy = new TreeLeaf<TEntry>(owner) { Count = Count };
        Array.Copy(Entries, copy.Entries, Count);
        return copy;
    }

    public void Insert(int index, TEntry entry)
    {
        Array.Copy(Entries, index, Entries, index + 1, Count - index);
        Entries[index] = entry;
        Count++;
    }

    public void RemoveAt(int index)
    {
        Count--;
        Array.Copy(Entries, index + 1, Entries, index, Count - index);
        Entries[Count] = default!;
    }

    /// <summary>Moves entries over the border to the right neighbour (a negative number: from it).</summary>
    public void ShiftRight(TreeLeaf<TEntry> right, int number)
    {
        Slots.Shift(Entries, ref Count, right.Entries, ref right.Count, number);
    }
}

internal sealed class TreeBranch<TKey>(object? owner) : TreeNode(owner)
{
    /// <summary>The smallest key below each child when it came; everything left of it is smaller. The first is not used.</summary>
    public readonly TKey[] Keys = new TKey[Capacity];

    public readonly TreeNode[] Children = new TreeNode[Capacity];
    private int _size;

    public override int Size => _size;

    public void Grow(int entries) => _size += entries;

    public TreeBranch<TKey> Editable(object owner)
    {
        if (Owner == owner) return this;
        var copy = new TreeBranch<TKey>(owner) { Count = Count, _size = _size };
        Array.Copy(Keys, copy.Keys, Count);
        Array.Copy(Children, copy.Children, Count);
        return copy;
    }

    /// <summary>Takes a child in; the subtree's size is the caller's to <see cref="Grow"/>.</summary>
    public void Insert(int index, TKey key, TreeNode child)
    {
        Array.Copy(Keys, index, Keys, index + 1, Count - index);
        Array.Copy(Children, index, Children, index + 1, Count - index);
        Keys[index] = key;
        Children[index] = child;
        Count++;
    }

    public void RemoveAt(int index)
    {
        Count--;
        Array.Copy(Keys, index + 1, Keys, index, Count - index);
        Array.Copy(Children, index + 1, Children, index, Count - index);
        Keys[Count] = default!;
        Children[Count] = null!;
    }

    public void ShiftRight(TreeBranch<TKey> right, int number)
    {
        var (first, last) = number > 0 ? (Count - number, Count) : (0, -number);
        var moved = 0;
        var from = number > 0 ? this : right;
        for (var i = first; i < last; i++) moved += from.Children[i].Size;
        if (number < 0) moved = -moved;
        var count = Count;
        var rightCount = right.Count;
        Slots.Shift(Keys, ref count, right.Keys, ref rightCount, number);
        Slots.Shift(Children, ref Count, right.Children, ref right.Count, number);
        _size -= moved;
        right._size += moved;
    }
}

internal static class Slots
{
    public static void Shift<T>(T[] left, ref int leftCount, T[] right, ref int rightCount, int number)
    {
        if (number > 0)
        {
            Array.Copy(right, 0, right, number, rightCount);
            Array.Copy(left, leftCount - number, right, 0, number);
            Array.Clear(left, leftCount - number, number);
        }
        else
        {
            Array.Copy(right, 0, left, leftCount, -number);
            Array.Copy(right, -number, right, 0, rightCount + number);
            Array.Clear(right, rightCount + number, -number);
        }
        leftCount -= number;
        rightCount += number;
    }
}
