using Microsoft.Extensions.Logging.Abstractions;
using Netes.Api.CoreV1;
using Netes.Api.DiscoveryV1;
using Netes.Client;
using Netes.Client.Informers;
using Netes.Network.Proxy;
using Netes.Testing;

namespace Netes.Network.Tests.Proxy;

/// <summary>The shell: what reaches nft and conntrack when objects change, and what happens when nft fails.</summary>
public sealed class ServiceProxyTests
{
    private readonly FakeApi _api = new();
    private readonly RecordingNftables _nftables = new();

    [Fact]
    public async Task Start_ThenChanges_WritesAllOnceThenOnlyTheChange()
    {
        using KubeClient client = _api.Client();
        await client.Resource<Service>().CreateAsync(Make.Service("web", "10.43.0.10"), default);
        await client.Resource<EndpointSlice>().CreateAsync(Make.Slice("web", 8080, "10.42.0.2"), default);
        await using InformerFactory informers = new(client, TimeProvider.System, NullLoggerFactory.Instance);
        await using ServiceProxy proxy = Proxy(informers);
        await proxy.StartAsync(default);
        await proxy.FirstSync;

        string first = Assert.Single(_nftables.Transactions);
        Assert.Contains("delete table ip netes", first, StringComparison.Ordinal);
        Assert.Contains("dnat to 10.42.0.2:8080", first, StringComparison.Ordinal);

        await client.Resource<Service>().CreateAsync(Make.Service("other", "10.43.0.11"), default);
        await Eventually.IsTrueAsync(() => _nftables.Transactions.Count == 2, "a second transaction");
        Assert.Equal(
            "add element ip netes cluster-ips { 10.43.0.11 }\n"
            + "add element ip netes no-endpoint-services { 10.43.0.11 . tcp . 80 : goto reject-chain }\n",
            _nftables.Transactions[1]);
    }

    [Fact]
    public async Task Apply_NftRefuses_WritesEverythingAnew()
    {
        using KubeClient client = _api.Client();
        var time = new FakeTime();
        await using InformerFactory informers = new(client, TimeProvider.System, NullLoggerFactory.Instance);
        await using ServiceProxy proxy = Proxy(informers, time);
        await proxy.StartAsync(default);
        await proxy.FirstSync;
        _nftables.RefuseNext = true;

        await client.Resource<Service>().CreateAsync(Make.Service("web", "10.43.0.10"), default);
        await Eventually.IsTrueAsync(() => !_nftables.RefuseNext, "the refusal");
        await Eventually.IsTrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return _nftables.Transactions.Count == 2;
        }, "the repair");

        Assert.Contains("delete table ip netes", _nftables.Transactions[1], StringComparison.Ordinal);
        Assert.Contains("10.43.0.10 . tcp . 80", _nftables.Transactions[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_TableFlushedBySomebody_WritesEverythingAnew()
    {
        using KubeClient client = _api.Client();
        var time = new FakeTime();
        await using InformerFactory informers = new(client, TimeProvider.System, NullLoggerFactory.Instance);
        await using ServiceProxy proxy = Proxy(informers, time);
        await proxy.StartAsync(default);
        await proxy.FirstSync;
        _nftables.Flushed = true;

        await Eventually.IsTrueAsync(() =>
        {
            time.Advance(TimeSpan.FromMinutes(1));
            return _nftables.Transactions.Count == 2;
        }, "the repair");
    }

    private ServiceProxy Proxy(InformerFactory informers, TimeProvider? time = null) => new(
        informers, Make.Options with { LocalhostNodePorts = false }, _nftables, new NoConntrack(), time ?? TimeProvider.System,
        NullLoggerFactory.Instance);

    private sealed class RecordingNftables : INftables
    {
        private readonly List<string> _transactions = [];
        private readonly Lock _lock = new();

        public volatile bool RefuseNext;
        public volatile bool Flushed;

        public IReadOnlyList<string> Transactions
        {
            get
            {
                lock (_lock)
                {
                    return [.. _transactions];
                }
            }
        }

        public Task ApplyAsync(string transaction, CancellationToken cancellationToken)
        {
            if (RefuseNext)
            {
                RefuseNext = false;
                throw new NftablesException("refused");
            }

            lock (_lock)
            {
                _transactions.Add(transaction);
                Flushed = false;
            }

            return Task.CompletedTask;
        }

        public Task<bool> TableExistsAsync(IpFamily family, string table, CancellationToken cancellationToken) => Task.FromResult(!Flushed);
    }

    private sealed class NoConntrack : IConntrack
    {
        public Task DeleteAsync(IpFamily family, StaleFlow flow, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
