using System.CommandLine;
using Netes.Client.Configuration;
using Netes.Kubelet.Runtime;

namespace Netes.Commands;

/// <summary>Runs a command's body: errors that the user can mend become one line and exit status 1.</summary>
internal static class CommandAction
{
    public static void Run(this Command command, Func<ParseResult, CancellationToken, Task<int>> body) =>
        command.SetAction(async (result, cancellation) =>
        {
            try
            {
                return await body(result, cancellation);
            }
            catch (Exception e) when (e is UserException or KubeconfigException or UnauthorizedAccessException or IOException or ContainerdException)
            {
                await Console.Error.WriteLineAsync($"error: {e.Message}");
                return 1;
            }
        });
}
