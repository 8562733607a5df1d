using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Netes.ApiServer.Access.Certificates;
using Netes.Storage.Sqlite;

namespace Netes.ApiServer.Tests;

/// <summary>A whole API server without a socket, on a store in memory.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    // Making keys takes longer than all the rest of a start: every server has copies of the same.
    private static readonly Lazy<IReadOnlyDictionary<string, byte[]>> Keys = new(MakeKeys);

    private readonly string directory = Directory.CreateTempSubdirectory("netes-apiserver-").FullName;
    private readonly SqliteStore store;

    private TestServer()
    {
        Directory.CreateDirectory(Path.Combine(directory, "tls"));
        foreach ((string name, byte[] content) in Keys.Value) File.WriteAllBytes(Path.Combine(directory, "tls", name), content);
        store = SqliteStore.Open(new SqliteStoreOptions(), TimeProvider.System, NullLogger.Instance);
        Host = new ApiServerHost(new ApiServerOptions { DataDirectory = directory, HttpsPort = null }, store, TimeProvider.System, NullLoggerFactory.Instance);
        Admin = Client("admin", "system:masters");
    }

    public ApiServerHost Host { get; }
    public HttpClient Admin { get; }

    public static async Task<TestServer> StartAsync()
    {
        var server = new TestServer();
        await server.Host.StartAsync();
        return server;
    }

    public HttpClient Client(string user, params string[] groups) =>
        new(Host.CreateInMemoryHandler(user, groups)) { BaseAddress = new Uri("https://server") };

    public Task<Answer> GetAsync(string path, string? accept = null) => SendAsync(HttpMethod.Get, path, null, null, accept);

    public Task<Answer> PostAsync(string path, string json) => SendAsync(HttpMethod.Post, path, json);

    public Task<Answer> PutAsync(string path, string json) => SendAsync(HttpMethod.Put, path, json);

    public Task<Answer> DeleteAsync(string path, string? json = null) => SendAsync(HttpMethod.Delete, path, json);

    public Task<Answer> PatchAsync(string path, string json, string type = "application/merge-patch+json") => SendAsync(HttpMethod.Patch, path, json, type);

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? body, string? contentType = null, string? accept = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType ?? "application/json");
        }
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        using HttpResponseMessage response = await (client ?? Admin).SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(),
            response.Headers.TryGetValues("Warning", out var warnings) ? [.. warnings] : []);
    }

    private static Dictionary<string, byte[]> MakeKeys()
    {
        string made = Directory.CreateTempSubdirectory("netes-keys-").FullName;
        ClusterCertificates.LoadOrCreate(made, TimeProvider.System);
        var keys = Directory.GetFiles(made).ToDictionary(f => Path.GetFileName(f), File.ReadAllBytes);
        Directory.Delete(made, recursive: true);
        return keys;
    }

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await Host.DisposeAsync();
        await store.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }
}

internal sealed record Answer(HttpStatusCode Status, string Text, string[] Warnings)
{
    private readonly Lazy<JsonElement> json = new(() => JsonDocument.Parse(Text).RootElement);

    public JsonElement Json => json.Value;
    public string Message => this["message"];

    /// <summary>A member by its path, such as "metadata.name" or "items.0.metadata.name"; "" when it is absent.</summary>
    public string this[string path]
    {
        get
        {
            JsonElement at = Json;
            foreach (string step in path.Split('.'))
            {
                if (at.ValueKind == JsonValueKind.Array)
                {
                    if (int.Parse(step, System.Globalization.CultureInfo.InvariantCulture) >= at.GetArrayLength()) return "";
                    at = at[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)];
                }
                else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at)) return "";
            }
            return at.ToString();
        }
    }
}
