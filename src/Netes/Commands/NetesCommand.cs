using System.CommandLine;

namespace Netes.Commands;

/// <summary>The command line: what <c>netes --help</c> shows.</summary>
internal static class NetesCommand
{
    public static RootCommand Create() => new("Kubernetes in one program.")
    {
        ServerCommand.Create(),
        ApiServerCommand.Create(),
        ComponentCommands.ControllerManager(),
        ComponentCommands.Scheduler(),
        KubeletCommand.Create(),
        ComponentCommands.Proxy(),
        CredentialsCommand.Create(),
        ImageCommand.Create(),
        WaitCommand.Create(),
        DownCommand.Create(),
        VersionCommand.Create(),
    };
}
