namespace Netes.Kubelet.Server.Streams;

/// <summary>Which of a command's streams a client wants.</summary>
internal sealed record CommandStreams(bool Stdin, bool Stdout, bool Stderr, bool Tty)
{
    /// <param name="has">Whether a query parameter is set. The kubelet's own names differ from the API's.</param>
    /// <exception cref="FormatException">No stream at all.</exception>
    public static CommandStreams Parse(Func<string, bool> has)
    {
        var tty = has("tty");
        var streams = new CommandStreams(
            has("input") || has("stdin"),
            has("output") || has("stdout"),
            (has("error") || has("stderr")) && !tty, // a terminal has one output
            tty);
        return streams is { Stdin: false, Stdout: false, Stderr: false }
            ? throw new FormatException("you must specify at least 1 of stdin, stdout, stderr")
            : streams;
    }
}
