using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Netes.Benchmarks.Api;

/// <summary><c>netes apiserver</c> in a process of its own, with its CPU time and memory read from /proc.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Token = "bench-token";

    private readonly Process _process;
    private readonly string _directory;

    private ServerProcess(Process process, string directory, Uri address, TimeSpan startTime)
    {
        _process = process;
        _directory = directory;
        Address = address;
        StartTime = startTime;
    }

    /// <summary>The words that start netes: the program that NETES names, such as a native one, or what was built beside this.</summary>
    public static string[] Program => Environment.GetEnvironmentVariable("NETES") is { Length: > 0 } named
        ? [named] : ["dotnet", Path.Combine(AppContext.BaseDirectory, "netes.dll")];

    public Uri Address { get; }

    /// <summary>From the start of the process to the first answer of /readyz.</summary>
    public TimeSpan StartTime { get; }

    /// <param name="program">The words that start netes.</param>
    public static async Task<ServerProcess> StartAsync(string[] program)
    {
        string directory = Directory.CreateTempSubdirectory("netes-bench-").FullName;
        string tokens = Path.Combine(directory, "tokens.csv");
        await File.WriteAllTextAsync(tokens, $"{Token},bench,bench,\"system:masters\"\n");
        int port = FreePort();
        var start = new ProcessStartInfo(program[0],
        [
            .. program.Skip(1), "apiserver", "--data-dir", Path.Combine(directory, "data"), "--bind-address", "127.0.0.1",
            "--https-port", port.ToString(CultureInfo.InvariantCulture), "--token-auth-file", tokens,
        ]) { RedirectStandardOutput = true, RedirectStandardError = true };
        long started = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        var log = new Queue<string>();
        void Keep(string? line) { if (line is not null) lock (log) { log.Enqueue(line); if (log.Count > 40) log.Dequeue(); } }
        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var address = new Uri($"https://127.0.0.1:{port}");
        using var client = CreateClient();
        while (true)
        {
            if (process.HasExited) throw new InvalidOperationException("netes apiserver ended: " + string.Join('\n', log));
            try
            {
                using var response = await client.GetAsync(new Uri(address, "/readyz"));
                if (response.IsSuccessStatusCode) break;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(5);
        }
        return new ServerProcess(process, directory, address, Stopwatch.GetElapsedTime(started));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A client with a connection of its own, HTTP/2 over TLS.</summary>
    public static HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler
        {
            // The server made its certificate a moment ago, on this machine, for this run.
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
        };
        var client = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        return client;
    }

    /// <summary>The same, for relative addresses of this server.</summary>
    public HttpClient CreateClientFor()
    {
        var client = CreateClient();
        client.BaseAddress = Address;
        return client;
    }

    /// <summary>CPU time used so far, user and system.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory, in bytes.</summary>
    public long Resident
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
