namespace Netes.Kubelet.Server.Streams;

/// <summary>Copies between two connections till either ends, then closes both.</summary>
internal static class StreamPipe
{
    public static async Task RunAsync(Stream a, Stream b, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var there = a.CopyToAsync(b, stop.Token);
        var back = b.CopyToAsync(a, stop.Token);
        await Task.WhenAny(there, back).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await a.DisposeAsync().ConfigureAwait(false);
        await b.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(there, back).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
