using Microsoft.Extensions.Logging.Abstractions;
using Netes.ApiServer;
using Netes.Storage.Sqlite;
using Netes.Wire.Tests;

[assembly: AssemblyFixture(typeof(RecordedServer))]

namespace Netes.Wire.Tests;

/// <summary>An API server set up as the recorded one was: alone, with two users from a token file.</summary>
public sealed class RecordedServer : IAsyncLifetime
{
    public const string AdminToken = "admintok";
    public const string NobodyToken = "nobodytok";

    private string? _directory;
    private SqliteStore? _store;
    private ApiServerHost? _host;

    /// <summary>The directory of recordings; null where they are not.</summary>
    public static string? Recordings
    {
        get
        {
            for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            {
                if (!File.Exists(Path.Combine(directory.FullName, "Netes.slnx"))) continue;
                string path = Path.Combine(directory.Parent!.FullName, "shared", "golden");
                return Directory.Exists(path) ? path : null;
            }
            return null;
        }
    }

    public Uri Address => _host!.Address;

    public async ValueTask InitializeAsync()
    {
        if (Recordings is null) return;
        _directory = Directory.CreateTempSubdirectory("netes-wire-").FullName;
        string tokens = Path.Combine(_directory, "tokens.csv");
        await File.WriteAllTextAsync(tokens, $"{AdminToken},admin,1,\"system:masters\"\n{NobodyToken},nobody,2,\n");
        _store = SqliteStore.Open(new SqliteStoreOptions(), TimeProvider.System, NullLogger<SqliteStore>.Instance);
        _host = new ApiServerHost(new ApiServerOptions { DataDirectory = _directory, HttpsPort = 0, TokenAuthFile = tokens },
            _store, TimeProvider.System, NullLoggerFactory.Instance);
        await _host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
        if (_directory is not null) Directory.Delete(_directory, recursive: true);
    }
}
