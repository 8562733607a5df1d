using Microsoft.Extensions.Logging.Abstractions;
using Netes.Api.CoordinationV1;
using Netes.Client.LeaderElection;
using Netes.Testing;

namespace Netes.Client.Tests;

public class LeaderElectorTests
{
    private readonly FakeApi _api = new();
    private readonly FakeTime _time = new();

    private LeaderElector Candidate(string identity) => new(_api.Client(),
        new LeaderElectionOptions { Namespace = "kube-system", Name = "lock", Identity = identity }, _time, NullLoggerFactory.Instance);

    [Fact]
    public async Task TryAcquire_HeldByAnother_OnlyWhenUnchangedForItsDuration()
    {
        LeaderElector first = Candidate("a"), second = Candidate("b");
        Assert.True(await first.TryAcquireOrRenewAsync(CancellationToken.None));
        Assert.False(await second.TryAcquireOrRenewAsync(CancellationToken.None));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.True(await first.TryAcquireOrRenewAsync(CancellationToken.None));
        Assert.False(await second.TryAcquireOrRenewAsync(CancellationToken.None));
        _time.Advance(TimeSpan.FromSeconds(14));
        Assert.False(await second.TryAcquireOrRenewAsync(CancellationToken.None));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await second.TryAcquireOrRenewAsync(CancellationToken.None));
        var lease = await _api.Client().Resource<Lease>().GetAsync("kube-system", "lock", CancellationToken.None);
        Assert.Equal(("b", 1, 15), (lease.Spec.HolderIdentity, lease.Spec.LeaseTransitions, lease.Spec.LeaseDurationSeconds));
    }

    [Fact]
    public async Task RunAsync_Stopped_ReleasesTheLease()
    {
        using var stop = new CancellationTokenSource();
        var leading = new TaskCompletionSource();
        var run = Candidate("a").RunAsync(async token =>
        {
            leading.SetResult();
            await Task.Delay(Timeout.Infinite, token);
        }, stop.Token);
        await leading.Task;
        await stop.CancelAsync();
        await run;
        Assert.True(await Candidate("b").TryAcquireOrRenewAsync(CancellationToken.None));
    }
}
