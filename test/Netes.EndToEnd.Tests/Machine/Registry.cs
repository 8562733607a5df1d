using System.Collections.Concurrent;
using System.Formats.Tar;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Netes.EndToEnd.Tests.Machine;

/// <summary>
/// A read-only container registry over OCI archives
/// (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pull), for images that must be pulled.
/// </summary>
internal sealed class Registry : IAsyncDisposable
{
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    private readonly WebApplication _web;
    private readonly ConcurrentDictionary<string, byte[]> _blobs = [];
    private readonly ConcurrentDictionary<string, string> _tags = [];
    private readonly ConcurrentQueue<string> _pulled = [];

    private Registry(WebApplication web) => _web = web;

    public int Port => new Uri(_web.Urls.Single()).Port;

    /// <summary>What was asked for by tag, as NAME:TAG.</summary>
    public IReadOnlyCollection<string> Pulled => _pulled;

    public static async Task<Registry> StartAsync(IPAddress address)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(address, 0));
        builder.Services.AddRoutingCore();
        var registry = new Registry(builder.Build());
        registry._web.Run(registry.AnswerAsync);
        await registry._web.StartAsync();
        return registry;
    }

    /// <param name="archive">An OCI image layout as a tar file.</param>
    public void Add(string name, string tag, Stream archive)
    {
        using var tar = new TarReader(archive);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null) continue;
            using var content = new MemoryStream();
            entry.DataStream.CopyTo(content);
            if (entry.Name.StartsWith("blobs/sha256/", StringComparison.Ordinal)) _blobs[$"sha256:{Path.GetFileName(entry.Name)}"] = content.ToArray();
            if (entry.Name != "index.json") continue;
            using var index = JsonDocument.Parse(content.ToArray());
            _tags[$"{name}:{tag}"] = index.RootElement.GetProperty("manifests")[0].GetProperty("digest").GetString()!;
        }
    }

    /// <summary>/v2/NAME/manifests/TAG-OR-DIGEST and /v2/NAME/blobs/DIGEST, for GET and HEAD.</summary>
    private async Task AnswerAsync(HttpContext context)
    {
        string[] path = (context.Request.Path.Value ?? "").Trim('/').Split('/');
        if (path is ["v2"]) return;
        string reference = path[^1], name = string.Join('/', path[1..^2]);
        bool manifest = path[^2] == "manifests";
        if (manifest && _tags.TryGetValue($"{name}:{reference}", out string? digest))
        {
            if (HttpMethods.IsHead(context.Request.Method)) _pulled.Enqueue($"{name}:{reference}");
            reference = digest;
        }
        if (!_blobs.TryGetValue(reference, out byte[]? content))
        {
            context.Response.StatusCode = 404;
            return;
        }
        context.Response.ContentType = manifest ? Manifest : "application/octet-stream";
        context.Response.ContentLength = content.Length;
        context.Response.Headers["Docker-Content-Digest"] = reference;
        if (!HttpMethods.IsHead(context.Request.Method)) await context.Response.Body.WriteAsync(content);
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();
}
