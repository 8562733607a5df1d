using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Client;
using Netes.Client.Configuration;

namespace Netes.Commands;

/// <summary>
/// Waits for a Ready node by watches: for the administrator's kubeconfig, which the server writes whenever it begins to listen, then
/// for the nodes. Only a server that does not answer though its kubeconfig is there is asked again after a pause.
/// </summary>
internal sealed class NodeWait(DataDirectory data, Action<string> report) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _written = new(0);
    private FileSystemWatcher? _files;

    /// <returns>The name of a Ready node.</returns>
    public async Task<string> ReadyNodeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            WatchFile();
            if (File.Exists(data.AdminKubeconfig) && await TryServerAsync(cancellation) is { } node) return node;
            await _written.WaitAsync(Pause, cancellation);
        }
    }

    /// <summary>Begins to watch the file as soon as its directory is there.</summary>
    private void WatchFile()
    {
        if (_files is not null || !Directory.Exists(data.Path)) return;
        _files = new FileSystemWatcher(data.Path, Path.GetFileName(data.AdminKubeconfig)) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
        _files.Created += (_, _) => _written.Release();
        _files.Changed += (_, _) => _written.Release();
        _files.Renamed += (_, _) => _written.Release();
        _files.EnableRaisingEvents = true;
    }

    private async Task<string?> TryServerAsync(CancellationToken cancellation)
    {
        try
        {
            using var client = KubeClient.FromKubeconfig(data.AdminKubeconfig);
            return await WatchNodesAsync(client.Resource<Node>(), cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or KubeApiException or IOException or KubeconfigException)
        {
            // Not there yet: the file is of the server's last life, or the server stopped.
            report($"the API server ({e.Message})");
            return null;
        }
    }

    /// <returns>Null when the server ends the watch.</returns>
    private async Task<string?> WatchNodesAsync(ResourceClient<Node> nodes, CancellationToken cancellation)
    {
        var now = await nodes.ListAsync(null, null, cancellation);
        if (now.Items.FirstOrDefault(IsReady) is { } ready) return ready.Metadata.Name;
        report(now.Items.Count == 0 ? "the node to register" : "the node to become Ready");
        await foreach (var change in nodes.WatchAsync(null, new ListOptions { ResourceVersion = now.ResourceVersion }, cancellation))
        {
            if (change.Type == WatchEventType.Deleted) continue;
            if (IsReady(change.Object)) return change.Object.Metadata.Name;
            report("the node to become Ready");
        }
        return null;
    }

    private static bool IsReady(Node node) => node.Status.Conditions?.Any(static c => c is { Type: "Ready", Status: "True" }) == true;

    public void Dispose()
    {
        _files?.Dispose();
        _written.Dispose();
    }
}
