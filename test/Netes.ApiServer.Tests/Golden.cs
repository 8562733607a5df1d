using System.Text.Json.Nodes;

namespace Netes.ApiServer.Tests;

/// <summary>Recorded data from a real kube-apiserver, kept beside the repository; tests that need it skip without it.</summary>
internal static class Golden
{
    private static readonly string? Root = Find();

    private static string? Find()
    {
        for (var dir = new DirectoryInfo(AppContext.BaseDirectory); dir is not null; dir = dir.Parent)
        {
            if (!File.Exists(Path.Combine(dir.FullName, "Netes.slnx"))) continue;
            string golden = Path.Combine(dir.FullName, "..", "shared", "golden");
            return Directory.Exists(golden) ? golden : null;
        }
        return null;
    }

    /// <summary>A recorded JSON document; skips the test when recordings are not there.</summary>
    public static JsonNode Json(string path)
    {
        Assert.SkipUnless(Root is not null, "needs the recordings in ../shared/golden");
        return JsonNode.Parse(File.ReadAllText(Path.Combine(Root!, path)))!;
    }

    /// <summary>The recorded scenarios of one file, a JSON object each.</summary>
    public static IEnumerable<string> Lines(string path)
    {
        Assert.SkipUnless(Root is not null, "needs the recordings in ../shared/golden");
        return File.ReadLines(Path.Combine(Root!, path));
    }

    /// <summary>The names of recorded files in a folder, without extension.</summary>
    public static IEnumerable<string> Names(string folder)
    {
        Assert.SkipUnless(Root is not null, "needs the recordings in ../shared/golden");
        return Directory.EnumerateFiles(Path.Combine(Root!, folder), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!);
    }

    /// <summary>Recorded scenarios of all files that match a pattern.</summary>
    public static IEnumerable<JsonNode> Scenarios(string pattern)
    {
        Assert.SkipUnless(Root is not null, "needs the recordings in ../shared/golden");
        return Directory.EnumerateFiles(Root!, pattern).Order(StringComparer.Ordinal).SelectMany(File.ReadLines).Select(l => JsonNode.Parse(l)!);
    }

    /// <summary>Replaces the values of all members of one name, where recordings hold a placeholder.</summary>
    public static void Mask(JsonNode? node, string name, string placeholder)
    {
        if (node is JsonArray list)
        {
            foreach (JsonNode? item in list) Mask(item, name, placeholder);
        }
        else if (node is JsonObject obj)
        {
            foreach (var (key, value) in obj.ToArray())
            {
                if (key == name) obj[key] = placeholder;
                else Mask(value, name, placeholder);
            }
        }
    }
}
