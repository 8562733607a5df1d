using Microsoft.Extensions.Logging;
using Netes.Api.CoordinationV1;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Client;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Pods.Status;

namespace Netes.Kubelet.Nodes;

/// <summary>
/// The node's own voice in the API: registers it, says how it is (at once when something changed, else every five minutes),
/// and renews its Lease, by which the control plane knows that it lives. https://kubernetes.io/docs/concepts/architecture/nodes/
/// </summary>
internal sealed partial class NodeAgent(
    KubeClient client, IRuntimeService runtime, IImageService images, KubeletOptions options, MachineFacts machine, TimeProvider time,
    ILoggerFactory loggers) : IAsyncDisposable
{
    private const string LeaseNamespace = "kube-node-lease";

    private static readonly TimeSpan ReportInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ObserveInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ObserveIntervalUntilReady = TimeSpan.FromMilliseconds(100);

    private readonly ILogger _logger = loggers.CreateLogger("Netes.Kubelet.Node");
    private readonly ResourceClient<Node> _nodes = client.Resource<Node>();
    private readonly ResourceClient<Lease> _leases = client.Resource<Lease>();
    private readonly CancellationTokenSource _stop = new();
    private readonly long _diskBytes = DiskBytes(options.Directory);
    private Task _reporting = Task.CompletedTask, _renewing = Task.CompletedTask;
    private volatile Node? _node;
    private DateTime _reported;

    /// <summary>The Node as the API last had it; null until it is registered.</summary>
    public Node? Node => _node;

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Registers the node, status and all, and keeps it up to date from then on.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await RetryAsync(RegisterAsync, cancellation);
        _renewing = Task.Run(() => RepeatAsync(RenewAsync, () => options.LeaseDuration / 4), CancellationToken.None);
        _reporting = Task.Run(() => RepeatAsync(ReportAsync, () => IsReady ? ObserveInterval : ObserveIntervalUntilReady), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_reporting, _renewing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private bool IsReady => _node?.Status.Conditions?.Exists(static c => c is { Type: "Ready", Status: "True" }) ?? false;

    private async Task RegisterAsync(CancellationToken cancellation)
    {
        var wanted = NodeStatusBuilder.NewNode(options, machine);
        var seen = await NodeObservation.ReadAsync(runtime, images, options.Directory, cancellation);
        wanted.Status = NodeStatusBuilder.Build(options, machine, _diskBytes, seen, wanted.Status, Now);
        try
        {
            _node = await _nodes.CreateAsync(wanted, cancellation);
            // A server that drops the status of what is created gets it now.
            await ReportAsync(cancellation);
            return;
        }
        catch (KubeApiException e) when (e.IsAlreadyExists)
        {
            // It was registered by an earlier run.
        }
        var known = (await _nodes.GetAsync(null, options.NodeName, cancellation)).Clone();
        bool changed = false;
        known.Metadata.Labels ??= [];
        foreach (var (key, value) in wanted.Metadata.Labels!)
        {
            if (known.Metadata.Labels.TryGetValue(key, out string? old) && old == value) continue;
            known.Metadata.Labels[key] = value;
            changed = true;
        }
        if (known.Spec.PodCIDR.Length == 0 && options.PodCidr.Length > 0)
        {
            known.Spec.PodCIDR = options.PodCidr;
            known.Spec.PodCIDRs = [options.PodCidr];
            changed = true;
        }
        _node = changed ? await _nodes.UpdateAsync(known, cancellation) : known;
        await ReportAsync(cancellation);
    }

    private async Task ReportAsync(CancellationToken cancellation)
    {
        var seen = await NodeObservation.ReadAsync(runtime, images, options.Directory, cancellation);
        var node = _node!;
        var status = NodeStatusBuilder.Build(options, machine, _diskBytes, seen, node.Status, Now);
        if (NodeStatusBuilder.SaysTheSame(status, node.Status) && Now - _reported < ReportInterval) return;
        if (StatusPatch.Build(node.Metadata.Uid, node.Status, status) is not { } patch) return;
        try
        {
            _node = await _nodes.PatchAsync(null, options.NodeName, PatchType.StrategicMerge, patch, "status", cancellation);
            _reported = Now;
        }
        catch (KubeApiException e) when (e.IsNotFound || e.IsConflict)
        {
            // Somebody deleted the Node: it is registered anew.
            Log.Lost(_logger, options.NodeName);
            _node = null;
            await RegisterAsync(cancellation);
        }
    }

    private async Task RenewAsync(CancellationToken cancellation)
    {
        var lease = await _leases.FindAsync(LeaseNamespace, options.NodeName, cancellation);
        if (lease is null)
        {
            await _leases.CreateAsync(Renewed(new Lease { Metadata = { Name = options.NodeName, Namespace = LeaseNamespace } }), cancellation);
            return;
        }
        await _leases.UpdateAsync(Renewed(lease.Clone()), cancellation);
    }

    private Lease Renewed(Lease lease)
    {
        lease.Spec.HolderIdentity = options.NodeName;
        lease.Spec.LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds;
        lease.Spec.RenewTime = Now;
        if (_node is { } node && lease.Metadata.OwnerReferences is not { Count: > 0 })
            lease.Metadata.OwnerReferences =
                [new OwnerReference { ApiVersion = "v1", Kind = "Node", Name = node.Metadata.Name, Uid = node.Metadata.Uid }];
        return lease;
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> work, Func<TimeSpan> interval)
    {
        while (!_stop.IsCancellationRequested)
        {
            await RetryAsync(work, _stop.Token);
            await Task.Delay(interval(), time, _stop.Token);
        }
    }

    private async Task RetryAsync(Func<CancellationToken, Task> work, CancellationToken cancellation)
    {
        var delay = TimeSpan.FromMilliseconds(100);
        while (true)
        {
            try
            {
                await work(cancellation);
                return;
            }
            catch (Exception e) when (e is KubeApiException or HttpRequestException or IOException or CriException && !cancellation.IsCancellationRequested)
            {
                Log.Failed(_logger, e, delay);
                await Task.Delay(delay, time, cancellation);
                delay = delay * 2 < ObserveInterval ? delay * 2 : ObserveInterval;
            }
        }
    }

    private static long DiskBytes(string directory)
    {
        System.IO.Directory.CreateDirectory(directory);
        return new DriveInfo(directory).TotalSize;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "telling the API of this node failed; trying again in {Delay}")]
        public static partial void Failed(ILogger logger, Exception exception, TimeSpan delay);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Name} is gone from the API; registering it again")]
        public static partial void Lost(ILogger logger, string name);
    }
}
