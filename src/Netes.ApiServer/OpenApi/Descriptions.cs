using System.IO.Compression;
using System.Text;

namespace Netes.ApiServer.OpenApi;

/// <summary>
/// What types and fields mean, for OpenAPI and <c>kubectl explain</c>. Collected at build time (see Descriptions.targets) and
/// kept compressed until somebody asks.
/// </summary>
internal sealed class Descriptions
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.OrdinalIgnoreCase);

    private Descriptions() { }

    /// <summary>Nothing is described.</summary>
    public static Descriptions None { get; } = new();

    /// <summary>Reads the build's descriptions. Not kept: it is half a megabyte of text needed only while documents are made.</summary>
    public static Descriptions Load()
    {
        using Stream? packed = typeof(Descriptions).Assembly.GetManifestResourceStream("api-descriptions.br");
        return packed is null ? None : Read(new BrotliStream(packed, CompressionMode.Decompress));
    }

    internal static Descriptions Read(Stream text)
    {
        var descriptions = new Descriptions();
        using var reader = new StreamReader(text, Encoding.UTF8);
        string type = "";
        while (reader.ReadLine() is { } line)
        {
            string[] parts = line.Split('\t');
            if (parts[0].Length > 0) type = parts[0];
            string key = parts[0].Length > 0 ? type : $"{type}.{parts[1]}";
            if (parts[^1].Length > 0) descriptions._texts[key] = parts[^1].Replace("\\n", "\n", StringComparison.Ordinal);
        }
        return descriptions;
    }

    /// <param name="definition">Such as <c>io.k8s.api.core.v1.PodSpec</c>.</param>
    /// <returns>"" when nothing is known.</returns>
    public string OfType(string definition)
    {
        foreach (string name in ClientNames(definition))
            if (_texts.TryGetValue(name, out string? text)) return text;
        return "";
    }

    /// <inheritdoc cref="OfType"/>
    public string OfField(string definition, string field)
    {
        // The client's property names are the JSON names as C# identifiers, with "Property" added to those C# reserves.
        string property = field.StartsWith("x-", StringComparison.Ordinal) ? field.Replace("-", "", StringComparison.Ordinal) : field.TrimStart('$');
        foreach (string name in ClientNames(definition))
        {
            if (_texts.TryGetValue($"{name}.{property}", out string? text) || _texts.TryGetValue($"{name}.{property}Property", out text)) return text;
        }
        return "";
    }

    /// <summary>The client's class names for a definition: <c>Corev1Event</c> where groups share a name, else <c>V1Pod</c>.</summary>
    private static IEnumerable<string> ClientNames(string definition)
    {
        string[] parts = definition.Split('.');
        if (parts.Length < 3) yield break;
        (string group, string version, string type) = (parts[^3], parts[^2], parts[^1]);
        yield return group + version + type;
        yield return version + type;
    }
}
