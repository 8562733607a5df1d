using System.Text.Json;

namespace Netes.ApiServer.Patching.Apply;

/// <summary>
/// Finds the members of one object for those of another. Two forms of an object mostly have their members in the same order,
/// so the next one asked for is where the last one ended; large objects of another order are indexed.
/// </summary>
internal struct MemberLookup(JsonElement element)
{
    private const int Large = 16;

    private readonly bool _isObject = element.ValueKind == JsonValueKind.Object;
    private JsonElement.ObjectEnumerator _next = element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default;
    private Dictionary<string, JsonElement>? _index;
    private bool _inOrder = true;

    /// <summary>The value of the member with the same name; undefined when there is none.</summary>
    public JsonElement Find(JsonProperty member)
    {
        if (!_isObject) return default;
        if (_inOrder)
        {
            if (_next.MoveNext() && SameName(_next.Current, member)) return _next.Current.Value;
            _inOrder = false;
        }
        string name = member.Name;
        if (element.GetPropertyCount() <= Large) return element.TryGetProperty(name, out JsonElement found) ? found : default;
        if (_index is null)
        {
            _index = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (JsonProperty each in element.EnumerateObject()) _index[each.Name] = each.Value;
        }
        return _index.GetValueOrDefault(name);
    }

    private static bool SameName(JsonProperty a, JsonProperty b) => System.Runtime.InteropServices.JsonMarshal.GetRawUtf8PropertyName(a)
        .SequenceEqual(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8PropertyName(b));
}
