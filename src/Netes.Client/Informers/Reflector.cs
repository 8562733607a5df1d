using Microsoft.Extensions.Logging;
using Netes.Api;
using Netes.Api.MetaV1;

namespace Netes.Client.Informers;

/// <summary>
/// Keeps an informer's store equal to the server:
/// <code>
///        +---- 1 list, page by page ----> store takes all, delivers the difference
///        |                                         |
///   410 Gone                                       v
///        +------- 2 watch from the version last seen &lt;---+  events and bookmarks move it on
///                      |                                 |
///                      +-- the server ends the stream ---+  (or an error: after a pause)
/// </code>
/// </summary>
internal sealed class Reflector<T>(
    ResourceClient<T> client, InformerSelector selector, Informer<T> informer, TimeProvider time, ILogger logger)
    where T : class, IApiObject<T>
{
    private const int PageSize = 500;

    /// <summary>A watch that ends sooner than this without an event counts as a failure, so that no server makes us spin.</summary>
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromSeconds(1);

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(30));

    public async Task RunAsync(CancellationToken cancellation)
    {
        bool mustList = true;
        while (true)
        {
            string failure;
            try
            {
                if (mustList) await ListAsync(cancellation);
                mustList = false;
                if (await WatchAsync(cancellation))
                {
                    _backoff.Reset();
                    continue;
                }
                failure = "the watch ended at once";
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (KubeApiException e) when (e.IsGone && !mustList)
            {
                InformerLog.Relisting(logger, informer.Name, informer.LastSyncResourceVersion);
                mustList = true;
                continue;
            }
            catch (Exception e)
            {
                failure = e.Message;
            }
            var delay = _backoff.Next();
            InformerLog.Retrying(logger, informer.Name, delay, failure);
            try
            {
                await Task.Delay(delay, time, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ListAsync(CancellationToken cancellation)
    {
        var all = new List<T>();
        var options = Options();
        options.Limit = PageSize;
        ListPage<T> page;
        do
        {
            try
            {
                page = await client.ListAsync(selector.Namespace, options, cancellation);
            }
            catch (KubeApiException e) when (e.IsGone && options.Continue.Length > 0)
            {
                // The snapshot that the pages came from is compacted: one whole list is always served.
                all.Clear();
                options.Limit = 0;
                options.Continue = "";
                page = await client.ListAsync(selector.Namespace, options, cancellation);
            }
            all.AddRange(page.Items);
            options.Continue = page.Continue;
        }
        while (options.Continue.Length > 0);
        InformerLog.Listed(logger, all.Count, informer.Name, page.ResourceVersion);
        informer.Replace(all, page.ResourceVersion);
    }

    /// <returns>Whether the watch was a good one: it told something, or at least lasted.</returns>
    private async Task<bool> WatchAsync(CancellationToken cancellation)
    {
        var options = Options();
        options.ResourceVersion = informer.LastSyncResourceVersion;
        options.AllowWatchBookmarks = true;
        // Random, so that many clients of one server do not all come back in the same second.
        options.TimeoutSeconds = Random.Shared.Next(300, 600);
        long started = time.GetTimestamp();
        bool any = false;
        await foreach (var change in client.WatchAsync(selector.Namespace, options, cancellation))
        {
            any = true;
            informer.Apply(change);
        }
        return any || time.GetElapsedTime(started) >= ShortestWatch;
    }

    private ListOptions Options() => new() { LabelSelector = selector.LabelSelector, FieldSelector = selector.FieldSelector };
}
