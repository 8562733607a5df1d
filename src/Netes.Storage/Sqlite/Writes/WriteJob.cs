namespace Netes.Storage.Sqlite.Writes;

/// <summary>
/// Something for the writer to do. Several jobs share one SQLite transaction; each is answered when that has reached the
/// disk.
/// </summary>
internal abstract class WriteJob
{
    /// <summary>An estimate of the bytes that it writes.</summary>
    public virtual int Size => 0;

    /// <summary>
    /// Writes. What speaks against it is found out before the first row is written, and thrown: then only this job fails.
    /// </summary>
    public abstract void Apply(WriteContext context);

    public abstract void Refuse(StoreException refusal);

    /// <summary>Tells the caller, after the commit.</summary>
    public abstract void Answer();

    /// <summary>The commit failed, and with it the job.</summary>
    public abstract void Fail(StoreException failure);
}

internal abstract class WriteJob<T> : WriteJob
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private StoreException? _refusal;

    public Task<T> Task => _answer.Task;

    protected abstract T Run(WriteContext context);

    public sealed override void Apply(WriteContext context) => _result = Run(context);

    public sealed override void Refuse(StoreException refusal) => _refusal = refusal;

    public sealed override void Answer()
    {
        if (_refusal is null) _answer.TrySetResult(_result!);
        else _answer.TrySetException(_refusal);
    }

    public sealed override void Fail(StoreException failure) => _answer.TrySetException(failure);
}
