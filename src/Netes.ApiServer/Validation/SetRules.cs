using Netes.Api.Validation;

namespace Netes.ApiServer.Validation;

/// <summary>Rules of lists and closed sets that many kinds share.</summary>
internal static class SetRules
{
    /// <summary>One of a closed set, which is given in the order in which it is printed.</summary>
    public static void OneOf(ErrorList errors, string value, FieldPath path, params ReadOnlySpan<string> known)
    {
        if (!known.Contains(value)) errors.Add(FieldError.NotSupported(path, value, known.ToArray()));
    }

    public static void Immutable(ErrorList errors, string? value, string? old, FieldPath path)
    {
        if (value != old) errors.Add(FieldError.Invalid(path, value, Messages.Immutable));
    }

    public static bool Same(Dictionary<string, string>? a, Dictionary<string, string>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) &&
        (a is null || a.All(p => b is not null && b.TryGetValue(p.Key, out var other) && other == p.Value));

    public static bool Same(List<string>? a, List<string>? b) => (a ?? []).SequenceEqual(b ?? []);
}
