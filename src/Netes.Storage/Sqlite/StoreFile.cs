namespace Netes.Storage.Sqlite;

/// <summary>The database's place on disk: private to its owner, and one process's at a time.</summary>
internal sealed class StoreFile : IDisposable
{
    private readonly FileStream _lock;

    private StoreFile(FileStream @lock) => _lock = @lock;

    /// <summary>
    /// Takes the lock (which the kernel gives back when the process dies, however it dies) and makes the file with mode
    /// 0600; SQLite gives its log the same mode.
    /// </summary>
    public static StoreFile Open(string path)
    {
        var file = new StoreFile(OpenLock(path + ".lock"));
        try
        {
            Create(path, FileMode.OpenOrCreate, FileShare.ReadWrite).Dispose();
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw new StoreException(StoreError.Unavailable, $"{path}: {e.Message}", e);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream OpenLock(string path)
    {
        try
        {
            return Create(path, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException or FileNotFoundException))
        {
            throw new StoreException(StoreError.InUse, $"another process has the store open: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreError.Unavailable, e.Message, e);
        }
    }

    private static FileStream Create(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }
}
