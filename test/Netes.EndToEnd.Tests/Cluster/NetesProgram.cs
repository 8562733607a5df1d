namespace Netes.EndToEnd.Tests.Cluster;

/// <summary>The program under test: what NETES names (such as a native binary), else the one built beside the tests.</summary>
internal static class NetesProgram
{
    public static string[] Command { get; } =
        Environment.GetEnvironmentVariable("NETES") is { Length: > 0 } named ? [Path.GetFullPath(named)] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "netes.dll")];

    /// <summary>The same as one file that can be executed, for scripts.</summary>
    public static string ExecutableIn(string directory)
    {
        if (Command.Length == 1) return Command[0];
        string script = Path.Combine(directory, "netes");
        File.WriteAllText(script, $"#!/bin/sh\nexec {string.Join(' ', Command)} \"$@\"\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(script, (UnixFileMode)0b111_101_101);
        return script;
    }
}
