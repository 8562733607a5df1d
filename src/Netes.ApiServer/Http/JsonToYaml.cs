using Netes.Api.Validation;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Netes.ApiServer.Http;

/// <summary>Writes JSON as YAML in the form of Go's encoder: keys sorted, two spaces, text quoted only where it must be.</summary>
internal static class JsonToYaml
{
    public static string Convert(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });
        var text = new StringBuilder();
        WriteBlock(text, document.RootElement, 0, inSequence: false);
        if (text.Length == 0 || text[^1] != '\n') text.Append('\n');
        return text.ToString();
    }

    private static void WriteBlock(StringBuilder text, JsonElement element, int indent, bool inSequence)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object when element.EnumerateObject().Any():
                bool first = inSequence;
                foreach (JsonProperty member in element.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal))
                {
                    if (!first) text.Append(' ', indent);
                    first = false;
                    text.Append(Scalar(member.Name, indent)).Append(':');
                    WriteMember(text, member.Value, indent);
                }
                break;
            case JsonValueKind.Array when element.GetArrayLength() > 0:
                bool firstItem = inSequence;
                foreach (JsonElement item in element.EnumerateArray())
                {
                    if (!firstItem) text.Append(' ', indent);
                    firstItem = false;
                    text.Append("- ");
                    WriteBlock(text, item, indent + 2, inSequence: true);
                }
                break;
            default:
                text.Append(Inline(element, indent)).Append('\n');
                break;
        }
    }

    private static void WriteMember(StringBuilder text, JsonElement value, int indent)
    {
        bool block = value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().Any()
            : value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0;
        if (!block)
        {
            text.Append(' ').Append(Inline(value, indent + 2)).Append('\n');
            return;
        }
        text.Append('\n');
        // Sequences stand at their key's own indentation.
        WriteBlock(text, value, value.ValueKind == JsonValueKind.Array ? indent : indent + 2, inSequence: false);
    }

    private static string Inline(JsonElement value, int indent) => value.ValueKind switch
    {
        JsonValueKind.Object => "{}",
        JsonValueKind.Array => "[]",
        JsonValueKind.String => Scalar(value.GetString()!, indent),
        JsonValueKind.Null => "null",
        _ => value.GetRawText(),
    };

    private static string Scalar(string value, int indent)
    {
        if (value.Contains('\n', StringComparison.Ordinal) && value.AsSpan().IndexOfAnyInRange('\0', '\b') < 0 && !value.StartsWith(' ')
            && !value.Contains('\r', StringComparison.Ordinal))
            return Literal(value, indent);
        return NeedsQuotes(value) ? Quoted(value) : value;
    }

    private static string Literal(string value, int indent)
    {
        string header = value.EndsWith("\n\n", StringComparison.Ordinal) ? "|+" : value.EndsWith('\n') ? "|" : "|-";
        var text = new StringBuilder(header);
        string body = value.EndsWith('\n') ? value[..^1] : value;
        foreach (string line in body.Split('\n'))
        {
            text.Append('\n');
            if (line.Length > 0) text.Append(' ', Math.Max(indent, 2)).Append(line);
        }
        return text.ToString();
    }

    private static bool NeedsQuotes(string value)
    {
        if (value.Length == 0) return true;
        if (value is "~" or "null" or "Null" or "NULL" or "true" or "True" or "TRUE" or "false" or "False" or "FALSE" or "y" or "Y" or "yes"
            or "Yes" or "YES" or "on" or "On" or "ON" or "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "<<" or "=" or "-")
            return true;
        char first = value[0];
        if (char.IsWhiteSpace(first) || char.IsWhiteSpace(value[^1])) return true;
        if ("!&*|>'\"%@`{}[],#".Contains(first, StringComparison.Ordinal)) return true;
        if (first is '-' or '?' or ':' && (value.Length == 1 || value[1] == ' ')) return true;
        if (value.Contains(": ", StringComparison.Ordinal) || value.Contains(" #", StringComparison.Ordinal) || value.EndsWith(':')) return true;
        if (value.Any(char.IsControl)) return true;
        return LooksLikeNumberOrTime(value);
    }

    private static bool LooksLikeNumberOrTime(string value)
    {
        if (!char.IsAsciiDigit(value[0]) && value[0] is not ('-' or '+' or '.')) return false;
        if (double.TryParse(value.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out _)) return true;
        if (value.StartsWith("0x", StringComparison.Ordinal) || value.StartsWith("0b", StringComparison.Ordinal)) return true;
        return value.Length >= 10 && value[4] == '-' && value[7] == '-'
            && DateTime.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out _);
    }

    private static string Quoted(string value)
    {
        bool plain = !value.Any(char.IsControl) && !value.Contains('\\', StringComparison.Ordinal);
        if (plain && value.Contains('"', StringComparison.Ordinal)) return "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'";
        bool singleStyle = plain && value.Length > 0 && "!&*|>%@`{}[],#-?:".Contains(value[0], StringComparison.Ordinal)
            || plain && (value.Contains(": ", StringComparison.Ordinal) || value.Contains(" #", StringComparison.Ordinal) || value.EndsWith(':'));
        return singleStyle && !LooksLikeNumberOrTime(value)
            ? "'" + value.Replace("'", "''", StringComparison.Ordinal) + "'" : GoValue.Quote(value);
    }
}
