namespace Netes.ApiServer.Admission;

/// <summary>
/// Whether mutating plug-ins run a second time over one request: they do when a webhook changed the object after others had seen it.
/// In the second round only those webhooks are called that asked for it and that the change came after (KEP-20190415).
/// </summary>
internal sealed class Reinvocation
{
    private readonly HashSet<string> called = [];
    private readonly HashSet<string> due = [];
    private byte[]? lastOutput;

    public bool IsWanted { get; private set; }

    /// <summary>The second round is under way.</summary>
    public bool IsSecond { get; private set; }

    public void BeginSecond() => IsSecond = true;

    /// <summary>A webhook changed the object: all that were called before and ask for it are due again.</summary>
    public void Changed()
    {
        due.UnionWith(called);
        called.Clear();
        IsWanted = true;
    }

    /// <summary>A webhook that wants to see later changes was called.</summary>
    public void Called(string webhook) => called.Add(webhook);

    public bool IsDue(string webhook) => due.Contains(webhook);

    /// <summary>The object as the webhooks left it in the first round.</summary>
    public void Leave(byte[] output) => lastOutput = output;

    /// <summary>Other plug-ins changed what the webhooks left: then all of them are due that ask for it.</summary>
    public void Resume(byte[] input)
    {
        if (lastOutput is not null && !lastOutput.AsSpan().SequenceEqual(input)) Changed();
    }
}
