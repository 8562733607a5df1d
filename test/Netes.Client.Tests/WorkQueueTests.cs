using Netes.Client.Reconciling;
using Netes.Testing;

namespace Netes.Client.Tests;

public class WorkQueueTests
{
    private readonly FakeTime _time = new();

    [Fact]
    public void Add_SameKeyTwice_IsTakenOnce()
    {
        using var queue = new WorkQueue<string>("test", _time);
        queue.Add("a");
        queue.Add("a");
        Assert.True(queue.TryTake(out string? key));
        Assert.Equal("a", key);
        Assert.False(queue.TryTake(out _));
    }

    [Fact]
    public void Add_WhileProcessing_ComesAgainAfterDone()
    {
        using var queue = new WorkQueue<string>("test", _time);
        queue.Add("a");
        Assert.True(queue.TryTake(out _));
        queue.Add("a");
        Assert.False(queue.TryTake(out _));
        queue.Done("a");
        Assert.True(queue.TryTake(out _));
        queue.Done("a");
        Assert.True(queue.IsIdle);
    }

    [Fact]
    public void AddAfter_SeveralDelays_TheEarliestCountsOnce()
    {
        using var queue = new WorkQueue<string>("test", _time);
        queue.AddAfter("a", TimeSpan.FromSeconds(10));
        queue.AddAfter("a", TimeSpan.FromSeconds(3));
        queue.AddAfter("a", TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.False(queue.TryTake(out _));
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(queue.TryTake(out _));
        queue.Done("a");
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(queue.TryTake(out _));
    }

    [Fact]
    public void AddRateLimited_Failures_DoubleTheDelayUntilForgotten()
    {
        var delay = new ExponentialDelay<string>(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(30));
        Assert.Equal([5, 10, 20, 30, 30], Enumerable.Range(0, 5).Select(_ => delay.Next("a").TotalMilliseconds));
        Assert.Equal(5, delay.Next("b").TotalMilliseconds);
        delay.Forget("a");
        Assert.Equal(5, delay.Next("a").TotalMilliseconds);
    }

    [Fact]
    public async Task TakeAsync_ShutDown_GivesWhatWaitsAndThenEnds()
    {
        using var queue = new WorkQueue<string>("test", _time);
        queue.Add("a");
        queue.ShutDown();
        queue.Add("b");
        Assert.Equal((true, "a"), await queue.TakeAsync(CancellationToken.None));
        Assert.False((await queue.TakeAsync(CancellationToken.None)).Taken);
    }
}
