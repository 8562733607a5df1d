using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Netes.Network;

/// <summary>What a program answered.</summary>
internal readonly record struct ProgramResult(int ExitCode, string Output, string Error);

/// <summary>Runs the system's network programs (nft, ip, conntrack) and waits for their answer.</summary>
internal static class ProgramRunner
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <exception cref="Win32Exception">The program isn't there or may not be run.</exception>
    public static async Task<ProgramResult> RunAsync(
        string program, IReadOnlyList<string> arguments, string? input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            StandardInputEncoding = Utf8,
        };
        using Process process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
            await WriteInputAsync(process, input, cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return new(process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private static async Task WriteInputAsync(Process process, string? input, CancellationToken cancellationToken)
    {
        try
        {
            if (input is not null)
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken).ConfigureAwait(false);
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended before it read all of it; its exit code and message say why.
        }
    }
}
