using System.Diagnostics;
using System.Text;

namespace Netes.EndToEnd.Tests.Machine;

/// <summary>What a program said and how it ended.</summary>
internal sealed record ShellResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>The standard output of a program that must succeed.</summary>
    public string Succeeded()
    {
        Assert.True(ExitCode == 0, $"{Command}\nexit status {ExitCode}\n{Output}{Error}");
        return Output;
    }

    /// <summary>What a program that must fail said on standard error.</summary>
    public string Failed()
    {
        Assert.True(ExitCode != 0, $"{Command}\nsucceeded, but must not:\n{Output}");
        return Error;
    }
}

/// <summary>Runs programs and waits for their end.</summary>
internal static class Shell
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static async Task<ShellResult> RunAsync(IReadOnlyList<string> command, string? input = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        if (input is not null) await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        string text = string.Join(' ', command);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return new ShellResult(text, process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"still running after {Limit}: {text}");
        }
    }

    public static async Task<bool> SucceedsAsync(params string[] command) => (await RunAsync(command)).ExitCode == 0;

    /// <summary>Repeats a question until the answer is yes, as a user would at the prompt.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> condition, string what, TimeSpan? limit = null)
    {
        long started = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(started) > (limit ?? TimeSpan.FromSeconds(60))) throw new TimeoutException($"waited in vain for: {what}");
            await Task.Yield();
        }
    }

    public static string Tail(string log) => File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(60)) : "(no log)";

    public static string? Find(string program) => new StringBuilder(Environment.GetEnvironmentVariable("PATH")).Append(":/usr/sbin:/sbin:/usr/lib/cni")
        .ToString().Split(':').Select(d => Path.Combine(d, program)).FirstOrDefault(File.Exists);
}
