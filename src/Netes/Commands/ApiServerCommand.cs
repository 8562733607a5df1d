using System.CommandLine;
using Netes.Roles;

namespace Netes.Commands;

/// <summary><c>netes apiserver</c>: API server and store alone, for any user; other programs' tests use it.</summary>
internal static class ApiServerCommand
{
    public static Command Create()
    {
        var flags = new NodeFlags();
        var command = new Command("apiserver", "Run the API server and its store alone. Needs no root.");
        flags.AddTo(command);
        command.Run((result, cancellation) => Server.RunAsync(
            flags.Read(result) with { Disabled = new HashSet<string> { "controller-manager", "scheduler", "kubelet", "proxy" } }, cancellation));
        return command;
    }
}
