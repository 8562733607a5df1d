using Netes.Api;
using Netes.Api.MetaV1;

namespace Netes.ApiServer.OpenApi;

/// <summary>Operations on paths that are not resources: discovery, the version, the token issuer.</summary>
internal static class PlainOperations
{
    /// <summary>The document of each path as /openapi/v3 names it, in no order.</summary>
    public static IEnumerable<(string Document, ApiOperation Operation)> Of(IReadOnlyList<ResourceType> resources)
    {
        yield return ("api", Get("/api/", "getCoreAPIVersions", "core", "Tells the versions of the core API.", APIVersions.Schema.Name));
        yield return ("apis", Get("/apis/", "getAPIVersions", "apis", "Tells the API groups.", APIGroupList.Schema.Name));
        foreach (string group in resources.Select(r => r.Group).Where(g => g.Length > 0).Distinct())
        {
            string tag = ResourceOperations.GroupTag(group);
            yield return ($"apis/{group}", Get($"/apis/{group}/", $"get{Title(tag)}APIGroup", tag, "Tells a group's versions.", APIGroup.Schema.Name));
        }
        foreach (var (group, version) in resources.Select(r => (r.Group, r.Version)).Distinct())
        {
            string path = group.Length == 0 ? $"api/{version}" : $"apis/{group}/{version}";
            string tag = ResourceOperations.GroupTag(group);
            yield return (path, Get($"/{path}/", $"get{Title(tag)}{Title(version)}APIResources", $"{tag}_{version}", "Tells the resources.", APIResourceList.Schema.Name));
        }
        yield return ("version", Get("/version/", "getCodeVersion", "version", "Tells the server's version.", VersionInfo.Schema.Name));
        yield return (".well-known/openid-configuration", Get("/.well-known/openid-configuration/", "getServiceAccountIssuerOpenIDConfiguration",
            "WellKnown", "Tells about the issuer of service account tokens.", ""));
        yield return ("openid/v1/jwks", Get("/openid/v1/jwks/", "getServiceAccountIssuerOpenIDKeyset", "openid", "The keys of service account tokens.", ""));
    }

    private static ApiOperation Get(string path, string id, string tag, string summary, string answers) => new(path, "get", id, tag, summary) { Answers = answers };

    private static string Title(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
