using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Netes.Api;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Tests.Strategies;

/// <summary>One recorded creation: what was sent, and what the API server answered.</summary>
internal sealed record RecordedCreate(string Scenario, ResourceType Resource, string Namespace, string Body, int Status, JsonObject Answer, string[] Warnings)
{
    private const string TestNamespace = "golden-ns";
    private static readonly Regex Repeat = new(@"\{repeat:(.*?):(\d+)\}", RegexOptions.None, TimeSpan.FromSeconds(5));

    /// <summary>All creations in a file that a strategy decides: accepted, or refused for what the object holds.</summary>
    public static IEnumerable<RecordedCreate> In(string file)
    {
        foreach (var line in Golden.Lines(file))
        {
            var scenario = JsonNode.Parse(Fill(line))!;
            foreach (var step in scenario["steps"]!.AsArray())
            {
                if ((string?)step!["method"] != "POST" || step["body"] is not JsonObject body || body.ContainsKey("$from") || body.ContainsKey("$base64")) continue;
                var expect = step["expect"]!;
                var status = (int)expect["status"]!;
                if (((string?)expect["body"]?["details"]?["kind"])?.EndsWith("Options", StringComparison.Ordinal) is true) continue;
                if (status is not (201 or 422) || expect["body"] is not JsonObject answer) continue;
                if (ResourceOf((string)step["path"]!) is not { } resource) continue;
                if (status == 201 && (string?)answer["kind"] != resource.Kind) continue;
                var warnings = (expect["headers"]?["warning"] as JsonArray)?.Select(w => (string)w!).ToArray() ?? [];
                yield return new RecordedCreate((string)scenario["name"]!, resource, NamespaceOf((string)step["path"]!), body.ToJsonString(), status, answer, warnings);
            }
        }
    }

    private static string Fill(string line) => Repeat.Replace(line,
        m => string.Concat(Enumerable.Repeat(m.Groups[1].Value, int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture))))
        .Replace("{ns}", TestNamespace, StringComparison.Ordinal).Replace("{p}", "golden-p", StringComparison.Ordinal);

    private static ResourceType? ResourceOf(string path)
    {
        var parts = path.Split('?')[0].Trim('/').Split('/').ToList();
        var (group, version) = parts[0] == "api" ? ("", parts[1]) : (parts[1], parts[2]);
        parts.RemoveRange(0, parts[0] == "api" ? 2 : 3);
        if (parts is ["namespaces", _, _]) parts.RemoveRange(0, 2);
        return parts.Count == 1 ? Scheme.Default.FindResource(group, version, parts[0]) : null;
    }

    private static string NamespaceOf(string path)
    {
        var parts = path.Split('?')[0].Split('/');
        var at = Array.IndexOf(parts, "namespaces");
        return at >= 0 && at + 2 < parts.Length ? parts[at + 1] : "";
    }

    public Strategy Strategy => StrategyRegistry.Default.For(Resource);

    public IApiObject Decode()
    {
        var obj = (IApiObject)ApiJson.Deserialize(System.Text.Encoding.UTF8.GetBytes(Body), Resource.KindInfo);
        if (Resource.Namespaced) obj.Metadata.Namespace = Namespace;
        return obj;
    }
}
