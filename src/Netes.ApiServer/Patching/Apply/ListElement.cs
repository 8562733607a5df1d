using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Netes.Api;

namespace Netes.ApiServer.Patching.Apply;

/// <summary>How the elements of lists are named in paths.</summary>
internal static class ListElement
{
    /// <summary><c>k:{"containerPort":80,"protocol":"TCP"}</c>, keys in order.</summary>
    public static string ByKeys(params Span<(string Name, JsonElement Value)> keys)
    {
        if (keys.Length > 1) keys.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        var text = new StringBuilder("k:{", 64);
        for (int i = 0; i < keys.Length; i++)
        {
            if (i > 0) text.Append(',');
            text.Append('"').Append(JsonEncodedText.Encode(keys[i].Name, ApiJson.WriterOptions.Encoder).Value).Append("\":");
            Append(text, keys[i].Value);
        }
        return text.Append('}').ToString();
    }

    /// <summary><c>v:"kubernetes.io/pvc-protection"</c></summary>
    public static string ByValue(JsonElement value)
    {
        var text = new StringBuilder("v:", 64);
        Append(text, value);
        return text.ToString();
    }

    /// <summary>One value has one spelling, so that elements can be compared as text.</summary>
    private static void Append(StringBuilder text, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                text.Append('"').Append(JsonEncodedText.Encode(value.GetString()!, ApiJson.WriterOptions.Encoder).Value).Append('"');
                break;
            case JsonValueKind.Number when value.TryGetInt64(out long whole):
                text.Append(whole.ToString(CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.Number when value.TryGetDouble(out double real):
                text.Append(real.ToString("R", CultureInfo.InvariantCulture));
                break;
            default:
                text.Append(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value)));
                break;
        }
    }
}
