namespace Netes.Kubelet.Server.Logs;

/// <summary>Tells (by inotify) when a file, or what stands at its path, changes.</summary>
internal sealed class FileChanges : IDisposable
{
    private readonly FileSystemWatcher watcher;
    private volatile TaskCompletionSource changed = New();

    public FileChanges(string path)
    {
        watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path))
        {
            NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.FileName,
        };
        watcher.Changed += (_, _) => changed.TrySetResult();
        watcher.Created += (_, _) => changed.TrySetResult();
        watcher.Deleted += (_, _) => changed.TrySetResult();
        watcher.Renamed += (_, _) => changed.TrySetResult();
        watcher.Error += (_, _) => changed.TrySetResult();
        watcher.EnableRaisingEvents = true;
    }

    /// <summary>Changes from now on count. To be called before the file is read, so that none is missed.</summary>
    public void Reset()
    {
        if (changed.Task.IsCompleted) changed = New();
    }

    public Task WaitAsync(CancellationToken cancellation) => changed.Task.WaitAsync(cancellation);

    public void Dispose() => watcher.Dispose();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
