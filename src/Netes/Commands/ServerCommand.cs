using System.CommandLine;
using Netes.Roles;

namespace Netes.Commands;

/// <summary><c>netes server</c>: a whole node in one process.</summary>
internal static class ServerCommand
{
    public static Command Create()
    {
        var flags = new NodeFlags();
        var command = new Command("server", "Run a whole node: API server, controllers, scheduler, kubelet and service proxy.");
        flags.AddTo(command);
        command.Run((result, cancellation) => Server.RunAsync(flags.Read(result), cancellation));
        return command;
    }
}
