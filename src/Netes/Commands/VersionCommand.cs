using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Netes.Commands;

internal static class VersionCommand
{
    public static Command Create()
    {
        var command = new Command("version", "Print the version of netes and of the Kubernetes API that it serves.");
        command.SetAction(static _ =>
        {
            string version = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
            Console.WriteLine($"netes {version} (Kubernetes API v1.36, {RuntimeInformation.RuntimeIdentifier}, {RuntimeInformation.FrameworkDescription})");
            return 0;
        });
        return command;
    }
}
