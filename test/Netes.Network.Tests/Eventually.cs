using System.Diagnostics;

namespace Netes.Network.Tests;

/// <summary>Waits for conditions.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), "the condition didn't come true in time");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
