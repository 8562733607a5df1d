using System.Text;
using System.Text.Json;

namespace Netes.Api.Tests;

/// <summary>One filled object of every kind, as JSON and protobuf: decode either, encode either, nothing is lost.</summary>
public sealed class RoundTripTests
{
    private const string NoFiles = "../shared/roundtrip is not on this machine";

    public static TheoryData<string> Files()
    {
        var data = new TheoryData<string>();
        if (SharedFiles.Find("roundtrip") is not { } directory)
        {
            data.Add("");
            return data;
        }
        foreach (string path in Directory.EnumerateFiles(directory, "*.json").Order(StringComparer.Ordinal))
        {
            // What a later API version made of the same object: it has fields that v1.36 lacks.
            if (path.EndsWith(".after_roundtrip.json", StringComparison.Ordinal)) continue;
            if (KindOf(File.ReadAllBytes(path)) is not null) data.Add(Path.GetFileNameWithoutExtension(path));
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void RoundTrip_EveryKindInEveryEncoding_LosesNothing(string name)
    {
        Assert.SkipWhen(name.Length == 0, NoFiles);
        string path = Path.Combine(SharedFiles.Find("roundtrip")!, name);
        byte[] json = File.ReadAllBytes(path + ".json");
        byte[] protobuf = File.ReadAllBytes(path + ".pb");
        var kind = KindOf(json)!;
        var strict = new List<string>();

        var fromJson = ApiJson.Deserialize(json, kind, strict);
        var fromProtobuf = ApiProtobuf.Deserialize(protobuf, kind);

        Assert.Empty(strict);
        AssertSameJson(json, ApiJson.Serialize(fromJson));
        AssertSameJson(json, ApiJson.Serialize(fromProtobuf));
        AssertSameBytes(protobuf, ApiProtobuf.Serialize(fromProtobuf));
        AssertSameBytes(protobuf, ApiProtobuf.Serialize(fromJson));
        Assert.True(kind.DeepEquals(fromJson, fromProtobuf));
        AssertSameJson(json, ApiJson.Serialize(kind.Clone(fromJson)));
    }

    /// <summary>The kinds of served group-versions; older versions that v1.36 no longer serves have no definition.</summary>
    private static KindInfo? KindOf(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("kind", out var kind)) return null;
        string apiVersion = document.RootElement.GetProperty("apiVersion").GetString()!;
        return Scheme.Default.FindKind(Gvk.Parse(apiVersion, kind.GetString()!));
    }

    private static void AssertSameJson(byte[] expected, byte[] actual)
    {
        using var e = JsonDocument.Parse(expected);
        using var a = JsonDocument.Parse(actual);
        if (JsonElement.DeepEquals(e.RootElement, a.RootElement)) return;
        Assert.Equal(Pretty(e), Pretty(a));
    }

    private static string Pretty(JsonDocument document)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true })) document.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void AssertSameBytes(byte[] expected, byte[] actual)
    {
        if (!expected.AsSpan().SequenceEqual(actual)) Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(actual));
    }
}
