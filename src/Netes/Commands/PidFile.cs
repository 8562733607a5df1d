using System.Globalization;

namespace Netes.Commands;

/// <summary>
/// Names the process that owns a data directory. The file is locked as long as the process lives, so that a second server can't
/// start on the same data and a stale file is never mistaken for a running server.
/// </summary>
internal sealed class PidFile : IDisposable
{
    private readonly FileStream _file;
    private readonly string _path;

    private PidFile(FileStream file, string path)
    {
        _file = file;
        _path = path;
    }

    /// <exception cref="UserException">Another process holds the file.</exception>
    public static PidFile Take(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new UserException($"another netes runs on this data directory (process {ReadPid(path)}): {e.Message}", e);
        }
        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush();
        return new PidFile(file, path);
    }

    /// <summary>The process that the file names; 0 when there is none.</summary>
    public static int ReadPid(string path)
    {
        if (!File.Exists(path)) return 0;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file);
        return int.TryParse(reader.ReadToEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : 0;
    }

    public void Dispose()
    {
        File.Delete(_path);
        _file.Dispose();
    }
}
