namespace Netes.Controllers.ReplicaSets;

internal static class SlowStart
{
    /// <summary>
    /// Does something <paramref name="count"/> times in batches of 1, 2, 4 …, each batch at once. The first failure ends it after
    /// its batch: what a quota refuses once is not asked for five hundred times.
    /// </summary>
    public static async Task RunAsync(int count, Func<Task> act)
    {
        int batch = 1;
        while (count > 0)
        {
            int now = Math.Min(batch, count);
            await Task.WhenAll(Enumerable.Range(0, now).Select(_ => act()));
            count -= now;
            batch *= 2;
        }
    }
}
