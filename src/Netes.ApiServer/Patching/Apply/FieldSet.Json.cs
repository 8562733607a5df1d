using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Netes.Api;

namespace Netes.ApiServer.Patching.Apply;

// The fieldsV1 form: an object a path element, in which "." says that the path itself is in the set; {} is a path without more below.
internal sealed partial class FieldSet
{
    private const int MaxDepth = 200;

    /// <summary>Reads fieldsV1.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static FieldSet Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new FormatException("fieldsV1 must be an object");
            FieldSet set = Read(ref reader);
            if (reader.Read()) throw new FormatException("fieldsV1 must be one object");
            return set;
        }
        catch (JsonException e)
        {
            throw new FormatException("fieldsV1 is not JSON: " + e.Message, e);
        }
    }

    private static FieldSet Read(ref Utf8JsonReader reader)
    {
        FieldSet? set = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string element = reader.GetString()!;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw new FormatException($"the value of {element} must be an object");
            set ??= new FieldSet();
            if (element == ".")
            {
                set.IsMember = true;
                reader.Skip();
                continue;
            }
            FieldSet child = Read(ref reader);
            set.Add(Canonical(element), child.IsEmpty ? Leaf : child);
        }
        return set ?? Empty;
    }

    /// <summary>The one spelling of an element: the keys of <c>k:</c> in order and without spaces.</summary>
    private static string Canonical(string element)
    {
        if (element.Length < 2 || element[1] != ':') throw new FormatException($"missing colon: {element}");
        switch (element[0])
        {
            case 'f':
                return element;
            case 'i':
                if (!int.TryParse(element.AsSpan(2), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) throw new FormatException($"not an index: {element}");
                return element;
            case 'v':
                using (JsonDocument scalar = JsonDocument.Parse(element[2..])) return ListElement.ByValue(scalar.RootElement);
            case 'k':
                using (JsonDocument keys = JsonDocument.Parse(element[2..]))
                {
                    if (keys.RootElement.ValueKind != JsonValueKind.Object) throw new FormatException($"not a key: {element}");
                    return ListElement.ByKeys([.. keys.RootElement.EnumerateObject().Select(k => (k.Name, k.Value))]);
                }
            default:
                throw new FormatException($"unknown path element {element}");
        }
    }

    /// <summary>fieldsV1 as UTF-8 JSON.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, ApiJson.WriterOptions)) Write(json, isRoot: true);
        return buffer.WrittenSpan.ToArray();
    }

    private void Write(Utf8JsonWriter json, bool isRoot)
    {
        json.WriteStartObject();
        if (IsMember && (isRoot || _children is not null))
        {
            json.WriteStartObject("."u8);
            json.WriteEndObject();
        }
        if (_children is not null)
        {
            foreach (var (element, child) in _children)
            {
                json.WritePropertyName(element);
                child.Write(json, isRoot: false);
            }
        }
        json.WriteEndObject();
    }
}
