using Netes.Storage.Caching;

namespace Netes.Storage.Tests.Caching;

public sealed class CacheHistoryTests
{
    private static TestObject Item(long revision) =>
        new(new KeyValue { Key = "/a", Value = TestObject.Value(new string('n', 900)), ModRevision = revision });

    private static CacheChange<TestObject> Change(long revision, bool isNew = false) =>
        new(revision, isNew ? null : Item(revision - 1), Item(revision), stored => new TestObject(stored));

    [Fact]
    public void Add_MoreEventsThanKept_LosesTheOldest()
    {
        var history = new CacheHistory<TestObject>(50, long.MaxValue);
        history.Reset(9);
        for (var revision = 10; revision < 200; revision++) history.Add(Change(revision, isNew: true));
        Assert.Equal(149, history.Floor);
        Assert.Equal(Enumerable.Range(150, 50), history.After(149).Select(change => (int)change.Revision));
        Assert.Equal([199], history.After(198).Select(change => (int)change.Revision));
        Assert.Empty(history.After(500));
    }

    [Fact]
    public void Add_MoreBytesThanKept_LosesTheOldest()
    {
        var history = new CacheHistory<TestObject>(1000, 10_000);
        history.Reset(9);
        for (var revision = 10; revision < 100; revision++) history.Add(Change(revision));
        Assert.InRange(history.After(history.Floor).Length, 8, 11);
        Assert.Equal(99, history.After(history.Floor)[^1].Revision);
    }

    [Fact]
    public void Reset_Floor_IsWhereHistoryBegins()
    {
        var history = new CacheHistory<TestObject>(10, long.MaxValue);
        history.Reset(9);
        Assert.Equal(9, history.Floor);
        Assert.Empty(history.After(9));
        history.Add(Change(10));
        history.Reset(20);
        Assert.Equal(20, history.Floor);
        Assert.Empty(history.After(9));
    }
}
