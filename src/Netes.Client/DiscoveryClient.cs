using System.Text.Json;
using Netes.Api;

namespace Netes.Client;

/// <summary>What a server serves: one entry a resource, in the version that its group prefers.</summary>
public sealed class DiscoveryClient
{
    private readonly KubeClient _client;

    internal DiscoveryClient(KubeClient client) => _client = client;

    /// <summary>
    /// All resources (no subresources) with their verbs, each once, in the group's preferred version or, where that
    /// lacks it, in the first version that has it. A group that cannot be read (an aggregated server that is away)
    /// is named in <see cref="DiscoveryResult.Failed"/> and does not hide the others.
    /// </summary>
    public async Task<DiscoveryResult> GetPreferredResourcesAsync(CancellationToken cancellation)
    {
        var versions = new List<string>();
        versions.AddRange((await _client.GetAsync("/api", ReadCoreVersions, cancellation)).Select(v => "/api/" + v));
        versions.AddRange((await _client.GetAsync("/apis", ReadGroupVersions, cancellation)).Select(v => "/apis/" + v));
        var found = new Dictionary<(string Group, string Plural), ResourceType>();
        var failed = new List<string>();
        foreach (string path in versions)
        {
            try
            {
                foreach (var resource in await _client.GetAsync(path, ReadResources, cancellation))
                    found.TryAdd((resource.Group, resource.Plural), resource);
            }
            catch (KubeApiException)
            {
                failed.Add(path[(path.IndexOf('/', 1) + 1)..]);
            }
        }
        return new DiscoveryResult([.. found.Values], failed);
    }

    private static List<string> ReadCoreVersions(ReadOnlySpan<byte> body)
    {
        using var document = Parse(body);
        return [.. document.RootElement.GetProperty("versions").EnumerateArray().Select(v => v.GetString()!)];
    }

    private static List<string> ReadGroupVersions(ReadOnlySpan<byte> body)
    {
        using var document = Parse(body);
        var all = new List<string>();
        foreach (var group in document.RootElement.GetProperty("groups").EnumerateArray())
        {
            string? preferred = group.TryGetProperty("preferredVersion", out var p) && p.TryGetProperty("groupVersion", out var gv) ? gv.GetString() : null;
            if (preferred is not null) all.Add(preferred);
            foreach (var version in group.GetProperty("versions").EnumerateArray())
                if (version.GetProperty("groupVersion").GetString() is { } name && name != preferred) all.Add(name);
        }
        return all;
    }

    private static List<ResourceType> ReadResources(ReadOnlySpan<byte> body)
    {
        using var document = Parse(body);
        string groupVersion = document.RootElement.GetProperty("groupVersion").GetString()!;
        int slash = groupVersion.IndexOf('/');
        string group = slash < 0 ? "" : groupVersion[..slash], version = groupVersion[(slash + 1)..];
        var resources = new List<ResourceType>();
        foreach (var resource in document.RootElement.GetProperty("resources").EnumerateArray())
        {
            string plural = resource.GetProperty("name").GetString()!;
            if (plural.Contains('/')) continue;
            string singular = resource.TryGetProperty("singularName", out var s) ? s.GetString() ?? "" : "";
            resources.Add(new ResourceType(new Gvr(group, version, plural), resource.GetProperty("kind").GetString()!, singular,
                resource.GetProperty("namespaced").GetBoolean())
            {
                Verbs = [.. resource.GetProperty("verbs").EnumerateArray().Select(v => v.GetString()!)],
            });
        }
        return resources;
    }

    private static JsonDocument Parse(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        return JsonDocument.ParseValue(ref reader);
    }
}

/// <param name="Failed">Group-versions that could not be read.</param>
public sealed record DiscoveryResult(IReadOnlyList<ResourceType> Resources, IReadOnlyList<string> Failed);
