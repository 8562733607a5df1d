using Microsoft.Extensions.Logging.Abstractions;
using Netes.Client.Reconciling;
using Netes.Testing;

namespace Netes.Client.Tests;

public class ControllerTests
{
    private sealed class Scripted(params Func<Result>[] steps) : Reconciler
    {
        public int Calls { get; private set; }

        public override Task<Result> ReconcileAsync(ObjectKey key, CancellationToken cancellation) =>
            Task.FromResult(steps[Math.Min(Calls++, steps.Length - 1)]());
    }

    [Fact]
    public async Task Process_Exception_CallsAgainAfterAGrowingDelay()
    {
        var time = new FakeTime();
        var reconciler = new Scripted(() => throw new InvalidOperationException("no"), () => throw new InvalidOperationException("no"), () => Result.Done);
        using var controller = new Controller("test", reconciler, 1, time, NullLoggerFactory.Instance);
        var key = new ObjectKey("ns", "a");
        controller.Queue.Add(key);
        await controller.DrainAsync(CancellationToken.None);
        Assert.Equal(1, controller.Queue.Requeues(key));
        time.Advance(TimeSpan.FromMilliseconds(6));
        await controller.DrainAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromMilliseconds(11));
        await controller.DrainAsync(CancellationToken.None);
        Assert.Equal(3, reconciler.Calls);
        Assert.Equal(0, controller.Queue.Requeues(key));
        Assert.True(controller.Queue.IsIdle);
    }

    [Fact]
    public async Task Process_RequeueAfter_CallsAgainThen()
    {
        var time = new FakeTime();
        var reconciler = new Scripted(() => Result.RequeueAfter(TimeSpan.FromSeconds(7)), () => Result.Done);
        using var controller = new Controller("test", reconciler, 1, time, NullLoggerFactory.Instance);
        controller.Queue.Add(new ObjectKey("ns", "a"));
        await controller.DrainAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(6));
        await controller.DrainAsync(CancellationToken.None);
        Assert.Equal(1, reconciler.Calls);
        time.Advance(TimeSpan.FromSeconds(2));
        await controller.DrainAsync(CancellationToken.None);
        Assert.Equal(2, reconciler.Calls);
    }
}
