using System.Collections.Concurrent;

namespace Netes.Storage.Sqlite.Reads;

/// <summary>
/// Connections for reading, opened as they are needed and kept. In the write-ahead log's way of working readers neither wait
/// for the writer nor hinder it. A store in memory has one connection only, which the writer rents like everybody else.
/// </summary>
internal sealed class ReadPool : IDisposable
{
    private readonly ConcurrentStack<Reader> _idle = new();
    private readonly Func<Reader>? _open;
    private readonly SemaphoreSlim _free;
    private volatile bool _disposed;

    public ReadPool(Func<Reader> open, int size)
    {
        _open = open;
        _free = new SemaphoreSlim(size);
    }

    public ReadPool(Reader single)
    {
        _idle.Push(single);
        _free = new SemaphoreSlim(1);
    }

    /// <summary>Runs a read; it must not await anything.</summary>
    public async ValueTask<T> RunAsync<T, TState>(Func<Reader, TState, T> read, TState state, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            if (_disposed) throw new StoreException(StoreError.Closed, "the store is closed");
            if (!_idle.TryPop(out var reader)) reader = _open!();
            try
            {
                return read(reader, state);
            }
            finally
            {
                if (_disposed) reader.Dispose();
                else _idle.Push(reader);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Keeps everybody else out until it is disposed: the writer's way to the only connection.</summary>
    public Exclusive Enter()
    {
        _free.Wait();
        return new Exclusive(_free);
    }

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryPop(out var reader)) reader.Dispose();
    }

    public readonly struct Exclusive(SemaphoreSlim? held) : IDisposable
    {
        public void Dispose() => held?.Release();
    }
}
