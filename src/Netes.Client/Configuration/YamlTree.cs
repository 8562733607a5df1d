using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Netes.Client.Configuration;

/// <summary>
/// YAML as plain values: string, List&lt;object?&gt;, Dictionary&lt;string, object?&gt;. Read from events, so that no
/// reflection is needed; aliases are refused and depth and size are bounded, so that no file can be a bomb.
/// </summary>
internal static class YamlTree
{
    private const int MaxDepth = 32;
    private const int MaxNodes = 100_000;

    public static object? Parse(string text)
    {
        var parser = new Parser(new StringReader(text));
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _)) return null;
        parser.Consume<DocumentStart>();
        int nodes = 0;
        var root = ReadNode(parser, 0, ref nodes);
        parser.Consume<DocumentEnd>();
        return root;
    }

    private static object? ReadNode(Parser parser, int depth, ref int nodes)
    {
        if (depth > MaxDepth) throw new YamlException($"nested deeper than {MaxDepth}");
        if (++nodes > MaxNodes) throw new YamlException($"more than {MaxNodes} values");
        if (parser.TryConsume<Scalar>(out var scalar)) return IsNull(scalar) ? null : scalar.Value;
        if (parser.TryConsume<SequenceStart>(out _))
        {
            var list = new List<object?>();
            while (!parser.TryConsume<SequenceEnd>(out _)) list.Add(ReadNode(parser, depth + 1, ref nodes));
            return list;
        }
        if (parser.TryConsume<MappingStart>(out _))
        {
            var map = new Dictionary<string, object?>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                string key = parser.Consume<Scalar>().Value;
                if (!map.TryAdd(key, ReadNode(parser, depth + 1, ref nodes))) throw new YamlException($"key \"{key}\" is given twice");
            }
            return map;
        }
        throw new YamlException("aliases are not allowed");
    }

    private static bool IsNull(Scalar scalar) =>
        scalar.IsPlainImplicit && scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "null" or "~" && scalar.Style == ScalarStyle.Plain;
}
