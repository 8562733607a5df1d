namespace Netes.Client.Configuration;

/// <summary>A bearer token in a file that somebody renews: read again when it is older than ten seconds, as client-go does.</summary>
public sealed class TokenFile(string path, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private string? _token;
    private long _readAt;

    /// <exception cref="IOException">The file cannot be read and no earlier token is known.</exception>
    public string? Read()
    {
        lock (_lock)
        {
            if (_token is not null && time.GetElapsedTime(_readAt) < Fresh) return _token;
            try
            {
                _token = File.ReadAllText(path).Trim();
            }
            catch (IOException) when (_token is not null)
            {
                // The file is being replaced: the last token is good until the server says otherwise.
            }
            _readAt = time.GetTimestamp();
            return _token;
        }
    }
}
