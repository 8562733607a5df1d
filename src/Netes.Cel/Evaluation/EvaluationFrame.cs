namespace Netes.Cel.Evaluation;

/// <summary>The state of one evaluation: local variables and what it has cost so far.</summary>
internal sealed class EvaluationFrame(ICelActivation variables, int locals, ulong limit, CancellationToken cancellation)
{
    public const string LimitExceeded = "operation cancelled: actual cost limit exceeded";

    private const string Interrupted = "operation interrupted";

    private bool _cancelled;

    public ICelActivation Variables => variables;

    public CelValue[] Locals { get; } = locals == 0 ? [] : new CelValue[locals];

    /// <summary>Whether a binding's value has been computed.</summary>
    public bool[] IsBound { get; } = locals == 0 ? [] : new bool[locals];

    public ulong Cost { get; private set; }

    /// <summary>Whether evaluation must end: everything it still does is thrown away.</summary>
    public bool Stopped { get; private set; }

    public CelValue StopError => CelValue.Error(_cancelled ? Interrupted : LimitExceeded);

    public void Charge(ulong cost)
    {
        Cost = unchecked(Cost + cost) is var sum && sum < Cost ? ulong.MaxValue : sum;
        if (Cost > limit) Stopped = true;
    }

    /// <summary>Once per step of a loop.</summary>
    public void CheckInterrupt()
    {
        if (!cancellation.IsCancellationRequested) return;
        _cancelled = true;
        Stopped = true;
    }
}
