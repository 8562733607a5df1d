using System.Text.Json;

namespace Netes.ApiServer.Resources;

/// <summary>Reads single members of an object's JSON, passing over all else: many times cheaper than decoding the object.</summary>
internal static class JsonMember
{
    /// <summary>The string at a path such as spec, nodeName; "" when there is none.</summary>
    public static string ReadString(ReadOnlySpan<byte> json, ReadOnlySpan<byte[]> path)
    {
        var reader = new Utf8JsonReader(json);
        foreach (byte[] member in path)
        {
            if (!Enter(ref reader, member)) return "";
        }
        return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
    }

    /// <summary>Moves to just before the value of a member of the object that comes next.</summary>
    /// <returns>False: what comes next is no object, or it has no such member.</returns>
    public static bool Enter(ref Utf8JsonReader reader, ReadOnlySpan<byte> member)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals(member)) return true;
            reader.Read();
            reader.Skip();
        }
        return false;
    }
}
