using Microsoft.Extensions.Logging;
using Netes.Api.CoordinationV1;

namespace Netes.Client.LeaderElection;

/// <summary>
/// Runs something in at most one of several processes, by a Lease that the leader renews
/// (https://kubernetes.io/docs/concepts/architecture/leases/#leader-election).
/// </summary>
public sealed partial class LeaderElector(KubeClient client, LeaderElectionOptions options, TimeProvider time, ILoggerFactory loggers)
{
    private readonly ResourceClient<Lease> _leases = client.Resource<Lease>();
    private readonly ILogger _logger = loggers.CreateLogger("Netes.Client.LeaderElector");
    private Lease? _observed;
    private long _observedAt;

    /// <summary>The holder that was last seen, or null.</summary>
    public string? Leader => _observed?.Spec.HolderIdentity;

    /// <summary>
    /// Waits to become the leader, then runs <paramref name="lead"/> with a token that is cancelled when leadership is lost or
    /// <paramref name="cancellation"/> asks to stop. Returns when leading has ended and lead has returned.
    /// </summary>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellation)
    {
        try
        {
            while (!await TryAcquireOrRenewAsync(cancellation))
                await Task.Delay(options.RetryPeriod * (1 + Random.Shared.NextDouble() * 0.2), time, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return;
        }
        Log.Leading(_logger, options.Identity, options.Name);
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var work = Task.Run(() => lead(leading.Token), CancellationToken.None);
        var renewing = RenewAsync(leading.Token);
        await Task.WhenAny(work, renewing);
        await leading.CancelAsync();
        await renewing;
        try
        {
            await work;
        }
        catch (OperationCanceledException) when (leading.IsCancellationRequested)
        {
            // The work ended because we asked it to.
        }
        finally
        {
            if (options.ReleaseOnStop) await ReleaseAsync();
        }
    }

    /// <summary>Returns when the lease could not be renewed within the deadline, or when cancelled.</summary>
    private async Task RenewAsync(CancellationToken cancellation)
    {
        long renewed = time.GetTimestamp();
        try
        {
            while (time.GetElapsedTime(renewed) < options.RenewDeadline)
            {
                await Task.Delay(options.RetryPeriod, time, cancellation);
                if (await TryAcquireOrRenewAsync(cancellation)) renewed = time.GetTimestamp();
                else if (_observed is not null && !LeaseLock.IsHeldBy(_observed, options.Identity)) break;
            }
            Log.Lost(_logger, options.Identity, options.Name);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Stopping: the lease is released by the caller.
        }
    }

    internal async Task<bool> TryAcquireOrRenewAsync(CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(options.RenewDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            var seen = await _leases.FindAsync(options.Namespace, options.Name, either.Token);
            if (seen is null)
            {
                Observe(await _leases.CreateAsync(LeaseLock.New(options, Now()), either.Token));
                return true;
            }
            if (_observed?.Metadata.ResourceVersion != seen.Metadata.ResourceVersion) Observe(seen);
            if (!LeaseLock.MayTake(seen, options.Identity, time.GetElapsedTime(_observedAt))) return false;
            Observe(await _leases.UpdateAsync(LeaseLock.Taken(seen, options, Now()), either.Token));
            return true;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            Log.Failed(_logger, options.Name, e.Message);
            return false;
        }
    }

    private async Task ReleaseAsync()
    {
        if (_observed is not { } held || !LeaseLock.IsHeldBy(held, options.Identity)) return;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
        try
        {
            await _leases.UpdateAsync(LeaseLock.Released(held, Now()), patience.Token);
        }
        catch (Exception e)
        {
            // It expires by itself; the others only wait longer.
            Log.Failed(_logger, options.Name, e.Message);
        }
    }

    private void Observe(Lease lease)
    {
        _observed = lease;
        _observedAt = time.GetTimestamp();
    }

    private DateTime Now() => time.GetUtcNow().UtcDateTime;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Identity} leads {Lease}")]
        public static partial void Leading(ILogger logger, string identity, string lease);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Identity} no longer leads {Lease}")]
        public static partial void Lost(ILogger logger, string identity, string lease);

        [LoggerMessage(Level = LogLevel.Debug, Message = "Lease {Lease} could not be taken or renewed: {Reason}")]
        public static partial void Failed(ILogger logger, string lease, string reason);
    }
}
