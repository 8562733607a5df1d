using System.ComponentModel;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Netes.Network.Proxy;

/// <summary>Connection tracking through the <c>conntrack</c> program.</summary>
internal sealed partial class ConntrackProcess(ILogger<ConntrackProcess> logger) : IConntrack
{
    public async Task DeleteAsync(IpFamily family, StaleFlow flow, CancellationToken cancellationToken)
    {
        try
        {
            ProgramResult result = await ProgramRunner
                .RunAsync("conntrack", Arguments(family, flow), null, cancellationToken).ConfigureAwait(false);

            // It also exits with 1 when nothing matched.
            if (result.ExitCode != 0 && !result.Error.Contains("0 flow entries", StringComparison.Ordinal))
            {
                Log.DeleteFailed(logger, flow, result.Error.Trim());
            }
        }
        catch (Win32Exception e)
        {
            Log.DeleteFailed(logger, flow, e.Message);
        }
    }

    internal static string[] Arguments(IpFamily family, StaleFlow flow)
    {
        var arguments = new List<string> { "-D", "-p", flow.Protocol };
        if (family == IpFamily.IPv6)
        {
            arguments.AddRange(["-f", "ipv6"]);
        }

        if (flow.OriginalAddress is not null)
        {
            arguments.AddRange(["--orig-dst", flow.OriginalAddress]);
        }

        arguments.AddRange(["--orig-port-dst", flow.OriginalPort.ToString(CultureInfo.InvariantCulture)]);
        if (flow.Endpoint is not null)
        {
            arguments.AddRange(["--dst-nat", flow.Endpoint]);
        }

        return [.. arguments];
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Forgetting {Flow} failed; UDP clients may send to a gone endpoint for a while: {Reason}")]
        public static partial void DeleteFailed(ILogger logger, StaleFlow flow, string reason);
    }
}
