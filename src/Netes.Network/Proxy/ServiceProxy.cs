using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Api.DiscoveryV1;
using Netes.Client.Informers;

namespace Netes.Network.Proxy;

/// <summary>
/// Keeps this node's nftables in step with Services and EndpointSlices. Changes that arrive while nft runs are taken
/// together in the next transaction; a change that arrives alone is applied at once.
/// </summary>
public sealed partial class ServiceProxy : IAsyncDisposable
{
    private const string ServiceNameLabel = "kubernetes.io/service-name";
    private const string ByService = "byService";

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetirementDelay = TimeSpan.FromSeconds(1);

    private readonly Informer<Service> _services;
    private readonly Informer<EndpointSlice> _slices;
    private readonly InformerFactory _informers;
    private readonly ProxyOptions _options;
    private readonly INftables _nftables;
    private readonly IConntrack _conntrack;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IReadOnlyList<ProxyTable> _tables;
    private readonly CancellationTokenSource _stop = new();

    private readonly Lock _lock = new();
    private HashSet<ServiceName> _changed = [];
    private TaskCompletionSource _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _firstSync = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;

    public ServiceProxy(
        InformerFactory informers, ProxyOptions options, INftables nftables, TimeProvider time, ILoggerFactory loggers)
        : this(informers, options, nftables, new ConntrackProcess(loggers.CreateLogger<ConntrackProcess>()), time, loggers)
    {
    }

    internal ServiceProxy(
        InformerFactory informers, ProxyOptions options, INftables nftables, IConntrack conntrack, TimeProvider time,
        ILoggerFactory loggers)
    {
        _informers = informers;
        _options = options;
        _nftables = nftables;
        _conntrack = conntrack;
        _time = time;
        _logger = loggers.CreateLogger<ServiceProxy>();
        _tables = ProxyTable.ForFamilies(options);
        _services = informers.Get<Service>();
        _slices = informers.Get<EndpointSlice>();
        _slices.AddIndex(ByService, slice => ServiceOf(slice) is { } name ? [name.ToString()] : []);
    }

    /// <summary>Completes when the rules for everything that existed at the start are in the kernel.</summary>
    public Task FirstSync => _firstSync.Task;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.LocalhostNodePorts)
        {
            AllowLocalhost();
        }

        _services.OnChange += OnServiceChange;
        _slices.OnChange += OnSliceChange;
        await _informers.StartAsync(cancellationToken).ConfigureAwait(false);
        _running = Task.Run(() => RunAsync(_stop.Token), CancellationToken.None);
    }

    /// <summary>Stops following changes; the rules stay, so that traffic flows on while the program restarts.</summary>
    public async Task StopAsync()
    {
        _services.OnChange -= OnServiceChange;
        _slices.OnChange -= OnSliceChange;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Deletes the proxy's tables; no error when they aren't there.</summary>
    /// <exception cref="NftablesException">nft can't be run.</exception>
    public static Task CleanUpAsync(INftables nftables, CancellationToken cancellationToken) =>
        nftables.ApplyAsync(BaseRules.RenderCleanup(), cancellationToken);

    private static ServiceName? ServiceOf(EndpointSlice slice) =>
        slice.Metadata.Labels?.TryGetValue(ServiceNameLabel, out string? name) == true
            ? new(slice.Metadata.Namespace, name)
            : null;

    private void OnServiceChange(Service? old, Service? now)
    {
        Service service = (now ?? old)!;
        Note(new(service.Metadata.Namespace, service.Metadata.Name));
    }

    private void OnSliceChange(EndpointSlice? old, EndpointSlice? now)
    {
        ServiceName? before = old is null ? null : ServiceOf(old);
        ServiceName? after = now is null ? null : ServiceOf(now);
        if (before is { } oldName)
        {
            Note(oldName);
        }

        if (after is { } newName && after != before)
        {
            Note(newName);
        }
    }

    private void Note(ServiceName name)
    {
        lock (_lock)
        {
            _changed.Add(name);
            _signal.TrySetResult();
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_services.Synced, _slices.Synced).WaitAsync(cancellationToken).ConfigureAwait(false);
            bool writeAll = true;
            TimeSpan retry = RetryDelay;
            while (true)
            {
                try
                {
                    await ApplyChangesAsync(writeAll, cancellationToken).ConfigureAwait(false);
                    writeAll = false;
                    retry = RetryDelay;
                    _firstSync.TrySetResult();
                    writeAll = !await WaitForWorkAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (NftablesException e)
                {
                    Log.ApplyFailed(_logger, retry, e.Message);
                    writeAll = true;
                    await Task.Delay(retry, _time, cancellationToken).ConfigureAwait(false);
                    retry = retry * 2 < LongestRetryDelay ? retry * 2 : LongestRetryDelay;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _firstSync.TrySetCanceled(cancellationToken);
        }
    }

    private async Task ApplyChangesAsync(bool writeAll, CancellationToken cancellationToken)
    {
        HashSet<ServiceName> changed;
        lock (_lock)
        {
            changed = _changed;
            _changed = [];
            _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        if (changed.Count == 0 && !writeAll)
        {
            return;
        }

        long started = _time.GetTimestamp();
        foreach (ProxyTable table in _tables)
        {
            TableChange change = table.Change(
                changed, name => _services.Get(name.Namespace, name.Name), name => _slices.ByIndex(ByService, name.ToString()));
            string transaction = writeAll ? table.Ruleset.RenderAll() : change.Transaction;
            if (transaction.Length > 0)
            {
                await _nftables.ApplyAsync(transaction, cancellationToken).ConfigureAwait(false);
            }

            foreach (StaleFlow flow in change.StaleFlows)
            {
                await _conntrack.DeleteAsync(table.Family, flow, cancellationToken).ConfigureAwait(false);
            }
        }

        Log.Applied(_logger, changed.Count, _time.GetElapsedTime(started));
    }

    /// <summary>Waits for changes, tidying up meanwhile. False when a table vanished and everything has to be written.</summary>
    private async Task<bool> WaitForWorkAsync(CancellationToken cancellationToken)
    {
        Task signal;
        lock (_lock)
        {
            signal = _signal.Task;
        }

        while (true)
        {
            bool retired = _tables.Any(table => table.Ruleset.HasRetired);
            TimeSpan wait = retired ? RetirementDelay : _options.VerifyInterval;
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task timer = Task.Delay(wait, _time, timeout.Token);
            if (await Task.WhenAny(signal, timer).ConfigureAwait(false) == signal)
            {
                await timeout.CancelAsync().ConfigureAwait(false);
                return true;
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (retired)
            {
                await DeleteRetiredAsync(cancellationToken).ConfigureAwait(false);
            }
            else if (!await TablesExistAsync(cancellationToken).ConfigureAwait(false))
            {
                Log.TableVanished(_logger);
                return false;
            }
        }
    }

    private async Task DeleteRetiredAsync(CancellationToken cancellationToken)
    {
        foreach (ProxyTable table in _tables)
        {
            string transaction = table.Ruleset.RenderRetired();
            if (transaction.Length > 0)
            {
                await _nftables.ApplyAsync(transaction, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> TablesExistAsync(CancellationToken cancellationToken)
    {
        foreach (ProxyTable table in _tables)
        {
            if (!await _nftables.TableExistsAsync(table.Family, BaseRules.Table, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    private void AllowLocalhost()
    {
        const string path = "/proc/sys/net/ipv4/conf/all/route_localnet";
        try
        {
            File.WriteAllText(path, "1");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.NoLocalhostNodePorts(_logger, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Applied {Count} changed Services in {Elapsed}")]
        public static partial void Applied(ILogger logger, int count, TimeSpan elapsed);

        [LoggerMessage(2, LogLevel.Error, "The service rules could not be written; everything is written anew in {Delay}: {Reason}")]
        public static partial void ApplyFailed(ILogger logger, TimeSpan delay, string reason);

        [LoggerMessage(3, LogLevel.Warning, "Somebody deleted the service rules; writing them again")]
        public static partial void TableVanished(ILogger logger);

        [LoggerMessage(4, LogLevel.Warning, "NodePorts will not answer on 127.0.0.1: {Reason}")]
        public static partial void NoLocalhostNodePorts(ILogger logger, string reason);
    }
}
