using System.ComponentModel;
using System.Net.NetworkInformation;
using Microsoft.Extensions.Logging;

namespace Netes.Network.Cni;

/// <summary>Sets this node's Pod network up and takes it down. Needs root; setting up twice does no harm.</summary>
public sealed partial class PodNetwork(PodNetworkOptions options, ILogger<PodNetwork> logger)
{
    private const string BridgeNetfilter = "/proc/sys/net/bridge/bridge-nf-call-iptables";

    /// <exception cref="InvalidOperationException">A step failed; the message says which and why.</exception>
    public async Task SetUpAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(BridgeNetfilter))
        {
            await LoadBridgeNetfilterAsync(cancellationToken).ConfigureAwait(false);
        }

        // Asked of the kernel, not of /sys: that may show another network namespace than ours.
        bool exists = NetworkInterface.GetAllNetworkInterfaces().Any(i => i.Name == options.Bridge);
        foreach (NetworkStep step in PodNetworkPlan.SetUp(options, exists))
        {
            await RunAsync(step, cancellationToken).ConfigureAwait(false);
        }

        foreach (NetworkStep step in PodNetworkPlan.AllowForwarding(options, await ForwardRulesAsync(cancellationToken).ConfigureAwait(false)))
        {
            await RunAsync(step, cancellationToken).ConfigureAwait(false);
        }

        foreach (Sysctl sysctl in PodNetworkPlan.Sysctls(options))
        {
            Write(sysctl);
        }

        Directory.CreateDirectory(options.StateDirectory);
    }

    /// <summary>Removes the bridge, its routes, the masquerading and host-local's leases. The Pods must be gone.</summary>
    /// <exception cref="InvalidOperationException">A step failed; the message says which and why.</exception>
    public async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        foreach (NetworkStep step in PodNetworkPlan.CleanUp(options))
        {
            await RunAsync(step, cancellationToken).ConfigureAwait(false);
        }

        string leases = Path.Combine(options.StateDirectory, options.NetworkName);
        if (Directory.Exists(leases))
        {
            Directory.Delete(leases, recursive: true);
        }
    }

    private static async Task<string> ForwardRulesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await ProgramRunner.RunAsync("iptables", ["-S", "FORWARD"], null, cancellationToken).ConfigureAwait(false)).Output;
        }
        catch (Win32Exception)
        {
            return ""; // no iptables, so nobody set its policy
        }
    }

    private async Task LoadBridgeNetfilterAsync(CancellationToken cancellationToken)
    {
        await RunAsync(new("modprobe", ["br_netfilter"], MayFail: true), cancellationToken).ConfigureAwait(false);
        if (!File.Exists(BridgeNetfilter))
        {
            Log.NoBridgeNetfilter(logger);
        }
    }

    private static async Task RunAsync(NetworkStep step, CancellationToken cancellationToken)
    {
        ProgramResult result;
        try
        {
            result = await ProgramRunner.RunAsync(step.Program, step.Arguments, step.Input, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Win32Exception) when (step.MayFail)
        {
            return;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"setting up the Pod network: {step.Program} can't be run: {e.Message}", e);
        }

        if (result.ExitCode != 0 && !step.MayFail)
        {
            throw new InvalidOperationException($"setting up the Pod network: {step}: {result.Error.Trim()}");
        }
    }

    private void Write(Sysctl sysctl)
    {
        string path = Path.Combine("/proc/sys", sysctl.Path);
        try
        {
            if (File.ReadAllText(path).Trim() != sysctl.Value)
            {
                File.WriteAllText(path, sysctl.Value);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.SysctlFailed(logger, sysctl.Path, sysctl.Value, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The kernel module br_netfilter can't be loaded: a Pod may not reach a Service whose endpoint is on the same node")]
        public static partial void NoBridgeNetfilter(ILogger logger);

        [LoggerMessage(2, LogLevel.Warning, "Setting {Path} to {Value} failed: {Reason}")]
        public static partial void SysctlFailed(ILogger logger, string path, string value, string reason);
    }
}
