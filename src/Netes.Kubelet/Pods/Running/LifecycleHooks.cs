using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Probes;

namespace Netes.Kubelet.Pods.Running;

/// <summary>A hook failed; the message is the event's.</summary>
internal sealed class HookException(string message) : Exception(message);

/// <summary>Runs postStart and preStop handlers. https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/</summary>
internal sealed class LifecycleHooks(IRuntimeService runtime, ProbeRunner network, TimeProvider time)
{
    /// <exception cref="HookException">The handler ran and failed.</exception>
    public async Task RunAsync(LifecycleHandler handler, Pod pod, Container container, string containerId, string podIp, CancellationToken cancellation)
    {
        if (handler.Exec is { } exec)
        {
            var result = await runtime.ExecSyncAsync(containerId, exec.Command ?? [], TimeSpan.Zero, cancellation);
            if (result.ExitCode != 0)
                throw new HookException($"Exec lifecycle hook ([{string.Join(' ', exec.Command ?? [])}]) for Container \"{container.Name}\" in Pod " +
                    $"\"{pod.Metadata.Name}_{pod.Metadata.Namespace}({pod.Metadata.Uid})\" failed - error: command '{string.Join(' ', exec.Command ?? [])}' exited with {result.ExitCode}: " +
                    $"{System.Text.Encoding.UTF8.GetString(result.Stderr)}, message: \"{System.Text.Encoding.UTF8.GetString(result.Stdout)}\"");
        }
        else if (handler.HttpGet is { } get)
        {
            var outcome = await network.HttpGetAsync(get, container, podIp, TimeSpan.FromSeconds(30), cancellation);
            if (outcome.Result != ProbeResult.Success) throw new HookException($"HTTP lifecycle hook ({get.Path}) for Container \"{container.Name}\" in Pod " +
                $"\"{pod.Metadata.Name}_{pod.Metadata.Namespace}({pod.Metadata.Uid})\" failed - error: {outcome.Message}");
        }
        else if (handler.Sleep is { } sleep)
        {
            await Task.Delay(TimeSpan.FromSeconds(sleep.Seconds), time, cancellation);
        }
        else if (handler.TcpSocket is not null)
        {
            throw new HookException("tcpSocket lifecycle handlers are not supported");
        }
    }
}
