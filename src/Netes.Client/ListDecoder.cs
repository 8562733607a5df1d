using System.Text.Json;
using Netes.Api;

namespace Netes.Client;

/// <summary>Reads any "XList" without a type for it: each item is decoded where it stands in the answer.</summary>
internal static class ListDecoder
{
    public static ListPage<T> Decode<T>(ReadOnlySpan<byte> json) where T : class, IApiObject<T>
    {
        var items = new List<T>();
        string resourceVersion = "", next = "";
        long? remaining = null;
        var reader = new Utf8JsonReader(json);
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("items"u8))
            {
                reader.Read();
                if (reader.TokenType == JsonTokenType.Null) continue;
                if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("\"items\" of a list must be an array");
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    int start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    items.Add(ObjectCodec.Decode<T>(json[start..(int)reader.BytesConsumed]));
                }
            }
            else if (reader.ValueTextEquals("metadata"u8))
            {
                Expect(ref reader, JsonTokenType.StartObject);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    if (reader.ValueTextEquals("resourceVersion"u8)) resourceVersion = ReadString(ref reader);
                    else if (reader.ValueTextEquals("continue"u8)) next = ReadString(ref reader);
                    else if (reader.ValueTextEquals("remainingItemCount"u8) && reader.Read())
                        remaining = reader.TokenType == JsonTokenType.Null ? null : reader.GetInt64();
                    else reader.Skip();
                }
            }
            else
            {
                reader.Skip();
            }
        }
        return new ListPage<T> { Items = items, ResourceVersion = resourceVersion, Continue = next, RemainingItemCount = remaining };
    }

    private static string ReadString(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString() ?? "";
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type) throw new JsonException($"a list was expected, found {reader.TokenType}");
    }
}
