using Netes.Api.Validation;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Netes.ApiServer.Http;

/// <summary>
/// Turns one YAML document into JSON as Kubernetes' YAML does (YAML 1.1 scalars: yes/no/on/off are Booleans). Aliases are
/// expanded, within limits on depth and on the size of the result, so that no "billion laughs" gets through.
/// </summary>
internal static class YamlToJson
{
    private const int MaxDepth = 100;
    private const int MaxOutput = 3 * 1024 * 1024 * 4;

    /// <summary>The JSON of the first document; "null" when there is none.</summary>
    /// <param name="duplicates">Receives a line for every key that a mapping has twice.</param>
    /// <exception cref="YamlSyntaxException">The text is not YAML, or too deep, or too large.</exception>
    public static byte[] Convert(ReadOnlySpan<byte> yaml, ICollection<string>? duplicates = null)
    {
        string text = Encoding.UTF8.GetString(yaml);
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _)) return "null"u8.ToArray();
            var reader = new Reader(parser, duplicates);
            Node root = reader.Read(0);
            var buffer = new ArrayBufferWriter<byte>(yaml.Length + 64);
            using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true, MaxDepth = MaxDepth * 2 }))
                Write(json, root, buffer, 0);
            return buffer.WrittenSpan.ToArray();
        }
        catch (YamlException e)
        {
            throw new YamlSyntaxException($"yaml: line {e.End.Line}: {Reason(e)}", e);
        }
    }

    private static string Reason(YamlException e) =>
        e.Message.Contains("cannot start any token", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("tab", StringComparison.Ordinal)
            ? "found character that cannot start any token"
            : e.Message.TrimEnd('.') is { Length: > 0 } m ? char.ToLowerInvariant(m[0]) + m[1..] : "did not find expected node content";

    private abstract record Node;
    private sealed record Scalar(string Text, ScalarKind Kind) : Node;
    private sealed record Sequence(List<Node> Items) : Node;
    private sealed record Mapping(List<KeyValuePair<string, Node>> Members) : Node;

    private enum ScalarKind
    {
        Text,
        Number,
        True,
        False,
        Null,
    }

    private sealed class Reader(IParser parser, ICollection<string>? duplicates)
    {
        private readonly Dictionary<AnchorName, Node> anchors = [];

        public Node Read(int depth)
        {
            if (depth > MaxDepth) throw new YamlSyntaxException("yaml: exceeded max depth of " + MaxDepth);
            ParsingEvent next = parser.Consume<ParsingEvent>();
            Node node = next switch
            {
                AnchorAlias alias => anchors.TryGetValue(alias.Value, out Node? target) ? target
                    : throw new YamlSyntaxException($"yaml: unknown anchor '{alias.Value}' referenced"),
                YamlDotNet.Core.Events.Scalar scalar => Resolve(scalar),
                SequenceStart => ReadSequence(depth),
                MappingStart => ReadMapping(depth),
                _ => throw new YamlSyntaxException($"yaml: line {next.Start.Line}: did not find expected node content"),
            };
            if (next is NodeEvent { Anchor.IsEmpty: false } anchored) anchors[anchored.Anchor] = node;
            return node;
        }

        private Sequence ReadSequence(int depth)
        {
            var items = new List<Node>();
            while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Read(depth + 1));
            return new Sequence(items);
        }

        private Mapping ReadMapping(int depth)
        {
            var members = new List<KeyValuePair<string, Node>>();
            var positions = new Dictionary<string, int>(StringComparer.Ordinal);
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                long line = parser.Current!.Start.Line;
                if (Read(depth + 1) is not Scalar key) throw new YamlSyntaxException($"yaml: line {line}: invalid map key");
                Node value = Read(depth + 1);
                if (key.Text == "<<" && value is Mapping merged)
                {
                    foreach (var member in merged.Members)
                    {
                        if (positions.TryAdd(member.Key, members.Count)) members.Add(member);
                    }
                    continue;
                }
                string name = KeyText(key);
                if (positions.TryGetValue(name, out int at))
                {
                    duplicates?.Add($"  line {line}: key {GoValue.Quote(name)} already set in map");
                    members[at] = new(name, value);
                    continue;
                }
                positions.Add(name, members.Count);
                members.Add(new(name, value));
            }
            return new Mapping(members);
        }

        private static string KeyText(Scalar key) => key.Kind switch
        {
            ScalarKind.True => "true",
            ScalarKind.False => "false",
            ScalarKind.Null => "null",
            _ => key.Text,
        };
    }

    private static Scalar Resolve(YamlDotNet.Core.Events.Scalar scalar)
    {
        string text = scalar.Value;
        if (!scalar.Tag.IsEmpty && !scalar.Tag.IsNonSpecific)
        {
            if (scalar.Tag.Value == "tag:yaml.org,2002:str") return new Scalar(text, ScalarKind.Text);
            if (scalar.Tag.Value == "tag:yaml.org,2002:binary")
                return new Scalar(Encoding.UTF8.GetString(System.Convert.FromBase64String(text)), ScalarKind.Text);
        }
        if (scalar.Style != ScalarStyle.Plain) return new Scalar(text, ScalarKind.Text);
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return new Scalar("", ScalarKind.Null);
            case "true" or "True" or "TRUE" or "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON":
                return new Scalar(text, ScalarKind.True);
            case "false" or "False" or "FALSE" or "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF":
                return new Scalar(text, ScalarKind.False);
        }
        return Number(text) is { } number ? new Scalar(number, ScalarKind.Number) : new Scalar(text, ScalarKind.Text);
    }

    /// <summary>The JSON number that a plain scalar stands for, or null when it is text.</summary>
    private static string? Number(string text)
    {
        char first = text[0];
        if (!char.IsAsciiDigit(first) && first is not ('-' or '+' or '.')) return null;
        string plain = text.Replace("_", "", StringComparison.Ordinal);
        bool negative = plain[0] == '-';
        string digits = plain.TrimStart('-', '+');
        if (digits.Length == 0 || plain.Length - digits.Length > 1) return null;
        const NumberStyles Hex = NumberStyles.AllowHexSpecifier;
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return ulong.TryParse(digits.AsSpan(2), Hex, CultureInfo.InvariantCulture, out ulong hex) ? Signed(hex, negative) : null;
        if (digits.StartsWith("0b", StringComparison.Ordinal))
            return digits.AsSpan(2).IndexOfAnyExcept('0', '1') < 0 && digits.Length is > 2 and <= 66
                ? Signed(System.Convert.ToUInt64(digits[2..], 2), negative) : null;
        string octal = digits.StartsWith("0o", StringComparison.Ordinal) ? digits[2..] : digits.Length > 1 && digits[0] == '0' ? digits[1..] : "";
        if (octal.Length is > 0 and <= 21 && octal.AsSpan().IndexOfAnyExceptInRange('0', '7') < 0)
            return Signed(System.Convert.ToUInt64(octal, 8), negative);
        if (long.TryParse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
            return whole.ToString(CultureInfo.InvariantCulture);
        if (ulong.TryParse(digits, CultureInfo.InvariantCulture, out ulong large)) return Signed(large, negative);
        bool looksReal = digits.AsSpan().IndexOfAnyExcept("0123456789.eE+-") < 0 && digits.AsSpan().ContainsAnyInRange('0', '9');
        return looksReal && double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && double.IsFinite(real)
            ? real.ToString("R", CultureInfo.InvariantCulture) : null;
    }

    private static string Signed(ulong value, bool negative) =>
        (negative ? "-" : "") + value.ToString(CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter json, Node node, ArrayBufferWriter<byte> output, int depth)
    {
        if (depth > MaxDepth * 2) throw new YamlSyntaxException("yaml: exceeded max depth");
        if (output.WrittenCount + json.BytesPending > MaxOutput) throw new YamlSyntaxException("yaml: document contains excessive aliasing");
        switch (node)
        {
            case Mapping mapping:
                json.WriteStartObject();
                // Sorted, as Go writes maps: that is the order in which problems are told.
                foreach (var (key, value) in mapping.Members.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    json.WritePropertyName(key);
                    Write(json, value, output, depth + 1);
                }
                json.WriteEndObject();
                break;
            case Sequence sequence:
                json.WriteStartArray();
                foreach (Node item in sequence.Items) Write(json, item, output, depth + 1);
                json.WriteEndArray();
                break;
            case Scalar { Kind: ScalarKind.Text } scalar: json.WriteStringValue(scalar.Text); break;
            case Scalar { Kind: ScalarKind.Number } scalar: json.WriteRawValue(scalar.Text, skipInputValidation: true); break;
            case Scalar { Kind: ScalarKind.True }: json.WriteBooleanValue(true); break;
            case Scalar { Kind: ScalarKind.False }: json.WriteBooleanValue(false); break;
            default: json.WriteNullValue(); break;
        }
    }
}

/// <summary>The text is not YAML that the server takes; the message is for the client.</summary>
internal sealed class YamlSyntaxException(string message, Exception? inner = null) : Exception(message, inner);
