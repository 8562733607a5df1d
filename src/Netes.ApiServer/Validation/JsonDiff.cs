using System.Text;
using System.Text.Json;

namespace Netes.ApiServer.Validation;

/// <summary>Shows where two JSON values differ: what was is marked with '-', what is wanted with '+'.</summary>
internal static class JsonDiff
{
    private const int MaxLines = 40;

    public static string Of(byte[] before, byte[] after)
    {
        using var a = JsonDocument.Parse(before);
        using var b = JsonDocument.Parse(after);
        var lines = new List<string>();
        Compare(a.RootElement, b.RootElement, "", lines);
        return string.Join('\n', lines.Take(MaxLines));
    }

    private static void Compare(JsonElement a, JsonElement b, string path, List<string> lines)
    {
        if (JsonElement.DeepEquals(a, b)) return;
        if (a.ValueKind == JsonValueKind.Object && b.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in a.EnumerateObject())
            {
                if (b.TryGetProperty(member.Name, out var other)) Compare(member.Value, other, Join(path, member.Name), lines);
                else lines.Add($"- {Join(path, member.Name)}: {member.Value.GetRawText()}");
            }
            foreach (var member in b.EnumerateObject())
            {
                if (!a.TryGetProperty(member.Name, out _)) lines.Add($"+ {Join(path, member.Name)}: {member.Value.GetRawText()}");
            }
            return;
        }
        if (a.ValueKind == JsonValueKind.Array && b.ValueKind == JsonValueKind.Array && a.GetArrayLength() == b.GetArrayLength())
        {
            for (var i = 0; i < a.GetArrayLength(); i++)
                Compare(a[i], b[i], new StringBuilder(path).Append('[').Append(i).Append(']').ToString(), lines);
            return;
        }
        lines.Add($"- {path}: {a.GetRawText()}");
        lines.Add($"+ {path}: {b.GetRawText()}");
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : path + "." + name;
}
