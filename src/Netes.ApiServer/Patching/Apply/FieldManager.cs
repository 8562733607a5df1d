using Netes.Api.MetaV1;

namespace Netes.ApiServer.Patching.Apply;

/// <summary>Who writes: what tells one entry of an object's managedFields from another.</summary>
/// <param name="Name">The field manager, from the request or its user agent.</param>
/// <param name="Operation"><c>Update</c> or <c>Apply</c>.</param>
/// <param name="ApiVersion">The version in which the fields are named; "" for appliers, who have one entry whatever their version.</param>
/// <param name="Subresource">"" for the object itself.</param>
internal readonly record struct FieldManager(string Name, string Operation, string ApiVersion, string Subresource)
{
    public const string Update = "Update";
    public const string Apply = "Apply";

    private const int LongestName = 128;

    public static FieldManager Of(ManagedFieldsEntry entry) =>
        new(entry.Manager, entry.Operation, entry.Operation == Apply ? "" : entry.ApiVersion, entry.Subresource);

    /// <summary>The name for a client that gives none: the first part of its user agent, such as <c>kubectl</c>.</summary>
    public static string NameFromUserAgent(string userAgent)
    {
        int slash = userAgent.IndexOf('/');
        ReadOnlySpan<char> first = slash < 0 ? userAgent : userAgent.AsSpan(0, slash);
        if (first.IsEmpty) return "unknown";
        if (first.Length <= LongestName && !first.ContainsAnyExceptInRange(' ', '~')) return first.ToString();
        var name = new System.Text.StringBuilder();
        int bytes = 0;
        foreach (System.Text.Rune rune in first.EnumerateRunes())
        {
            if (System.Text.Rune.IsControl(rune)) continue;
            if ((bytes += rune.Utf8SequenceLength) > LongestName) break;
            name.Append(rune.ToString());
        }
        return name.Length == 0 ? "unknown" : name.ToString();
    }

    /// <summary>How conflicts name the manager.</summary>
    public override string ToString()
    {
        string text = Api.Validation.GoValue.Quote(Name);
        if (Subresource.Length > 0) text += $" with subresource {Api.Validation.GoValue.Quote(Subresource)}";
        return Operation == Update ? $"{text} using {ApiVersion}" : text;
    }
}
