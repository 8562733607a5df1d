using CsCheck;
using Netes.Storage.Caching.Trees;

namespace Netes.Storage.Tests.Caching;

public sealed class SortedTreeTests
{
    private readonly struct Order : ITreeOrder<int, (int Key, int Value)>
    {
        public static int Compare(in int key, in (int Key, int Value) entry) => key.CompareTo(entry.Key);
        public static int CompareKeys(in int x, in int y) => x.CompareTo(y);
        public static int KeyOf(in (int Key, int Value) entry) => entry.Key;
    }

    private static TreeBuilder<int, (int Key, int Value), Order> NewBuilder() => new(SortedTree<int, (int Key, int Value), Order>.Empty);

    private static void CheckEqual(SortedDictionary<int, int> model, SortedTree<int, (int Key, int Value), Order> tree)
    {
        Assert.Equal(model.Count, tree.Count);
        Assert.Equal(model.Select(pair => (pair.Key, pair.Value)), tree.Take(int.MinValue, int.MaxValue));
        CheckNode(tree.Root, int.MinValue, int.MaxValue);
    }

    /// <summary>Sizes add up, and every key lies between the keys beside its path.</summary>
    private static int CheckNode(TreeNode node, int from, long to)
    {
        if (node is TreeLeaf<(int Key, int Value)> leaf)
        {
            for (var i = 0; i < leaf.Count; i++) Assert.InRange(leaf.Entries[i].Key, from, to - 1);
            return leaf.Count;
        }
        var branch = (TreeBranch<int>)node;
        var size = 0;
        for (var i = 0; i < branch.Count; i++)
            size += CheckNode(branch.Children[i], i == 0 ? from : branch.Keys[i], i + 1 < branch.Count ? branch.Keys[i + 1] : to);
        Assert.Equal(size, branch.Size);
        return size;
    }

    [Fact]
    public void Builder_AnyChanges_EqualsSortedDictionary() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[0, 2]).Array[0, 3000].Sample(changes =>
        {
            var builder = NewBuilder();
            var model = new SortedDictionary<int, int>();
            for (var i = 0; i < changes.Length; i++)
            {
                var (key, kind) = changes[i];
                if (kind != 0)
                {
                    var had = builder.Set((key, i), out var replaced);
                    Assert.Equal(model.TryGetValue(key, out var before), had);
                    if (had) Assert.Equal((key, before), replaced);
                    model[key] = i;
                }
                else
                {
                    Assert.Equal(model.Remove(key, out var before), builder.Remove(key, out var removed));
                    if (before != 0) Assert.Equal((key, before), removed);
                }
            }
            CheckEqual(model, builder.ToTree());
        }, iter: 200);

    [Fact]
    public void Builder_GrowsAndShrinksAway_StaysSound() =>
        Gen.Shuffle(Enumerable.Range(0, 3000).ToArray()).Sample(keys =>
        {
            var builder = NewBuilder();
            var model = new SortedDictionary<int, int>();
            for (var i = 0; i < 5000; i++)
            {
                builder.Set((i, i), out _); // ascending: full leaves
                model[i] = i;
            }
            foreach (var key in keys)
            {
                Assert.True(builder.Remove(key, out _));
                model.Remove(key);
            }
            CheckEqual(model, builder.ToTree());
            for (var i = 4999; i >= 3000; i--) Assert.True(builder.Remove(i, out _));
            Assert.Equal(0, builder.ToTree().Count);
            builder.Set((1, 1), out _);
            Assert.Equal([(1, 1)], builder.ToTree().Take(0, 10));
        }, iter: 10);

    [Fact]
    public void Tree_TakenEarlier_NeverChanges() =>
        Gen.Select(Gen.Int[0, 200], Gen.Bool).Array[100, 1500].Sample(changes =>
        {
            var builder = NewBuilder();
            var model = new SortedDictionary<int, int>();
            var snapshots = new List<(SortedTree<int, (int Key, int Value), Order> Tree, SortedDictionary<int, int> Model)>();
            for (var i = 0; i < changes.Length; i++)
            {
                if (changes[i].Item2)
                {
                    builder.Set((changes[i].Item1, i), out _);
                    model[changes[i].Item1] = i;
                }
                else
                {
                    builder.Remove(changes[i].Item1, out _);
                    model.Remove(changes[i].Item1);
                }
                if (i % 37 == 0) snapshots.Add((builder.ToTree(), new SortedDictionary<int, int>(model)));
            }
            foreach (var (tree, then) in snapshots) CheckEqual(then, tree);
        }, iter: 50);

    [Fact]
    public void Tree_RangesAndCounts_EqualTheModels() =>
        Gen.Select(Gen.Int[0, 5000].HashSet[0, 2000], Gen.Int[-10, 5010], Gen.Int[0, 300]).Sample((keys, from, count) =>
        {
            var builder = NewBuilder();
            foreach (var key in keys) builder.Set((key, key), out _);
            var tree = builder.ToTree();
            Assert.Equal(keys.Count(key => key < from), tree.CountBefore(from));
            Assert.Equal(keys.Where(key => key >= from).Order().Take(count), tree.Take(from, count).Select(entry => entry.Key));
            Assert.Equal(keys.Contains(from), tree.TryGet(from, out _));
        }, iter: 300);
}
