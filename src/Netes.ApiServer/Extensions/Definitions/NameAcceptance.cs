using Netes.Api.ApiExtensionsV1;
using Type = Netes.Api.ApiExtensionsV1.CustomResourceDefinitionConditionType;

namespace Netes.ApiServer.Extensions.Definitions;

/// <summary>
/// Decides which of its names a definition gets, and whether it is established. A name belongs to who had it first; what is not
/// in conflict is accepted all the same.
/// </summary>
internal static class NameAcceptance
{
    /// <param name="definition">The definition as it is stored.</param>
    /// <param name="group">All definitions of the same group.</param>
    /// <param name="now">The server's time.</param>
    /// <returns>The definition with the status that it should have.</returns>
    public static CustomResourceDefinition Apply(CustomResourceDefinition definition, IEnumerable<CustomResourceDefinition> group, DateTime now)
    {
        CustomResourceDefinition result = definition.Clone();
        CustomResourceDefinitionNames wanted = definition.Spec.Names, had = definition.Status.AcceptedNames, gets = result.Status.AcceptedNames;
        var resources = new HashSet<string>(StringComparer.Ordinal);
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (CustomResourceDefinitionNames names in group.Select(g => g.Status.AcceptedNames))
        {
            resources.UnionWith([names.Plural, names.Singular, .. names.ShortNames ?? []]);
            kinds.UnionWith([names.Kind, names.ListKind]);
        }

        (string Reason, string Message)? conflict = null;
        if (Taken(wanted.Plural, had.Plural, resources) is { } plural) conflict = ("PluralConflict", plural);
        else gets.Plural = wanted.Plural;
        if (Taken(wanted.Singular, had.Singular, resources) is { } singular) conflict = ("SingularConflict", singular);
        else gets.Singular = wanted.Singular;
        string[] shorts = [.. (wanted.ShortNames ?? []).Where(s => had.ShortNames?.Contains(s) != true && resources.Contains(s)).Select(InUse)];
        if (shorts.Length > 0) conflict = ("ShortNamesConflict", shorts.Length == 1 ? shorts[0] : "[" + string.Join(", ", shorts) + "]");
        else gets.ShortNames = wanted.ShortNames is { Count: > 0 } names ? [.. names] : null;
        if (Taken(wanted.Kind, had.Kind, kinds) is { } kind) conflict = ("KindConflict", kind);
        else gets.Kind = wanted.Kind;
        if (Taken(wanted.ListKind, had.ListKind, kinds) is { } list) conflict = ("ListKindConflict", list);
        else gets.ListKind = wanted.ListKind;
        gets.Categories = wanted.Categories is { Count: > 0 } categories ? [.. categories] : null;

        DefinitionConditions.Set(result, Type.NamesAccepted, conflict is null, conflict?.Reason ?? "NoConflicts", conflict?.Message ?? "no conflicts found", now);
        if (!DefinitionConditions.IsTrue(result, Type.Established))
        {
            if (conflict is null) DefinitionConditions.Set(result, Type.Established, true, "InitialNamesAccepted", "the initial names have been accepted", now);
            else DefinitionConditions.Set(result, Type.Established, false, "NotAccepted", "not all names are accepted", now);
        }
        ApprovalPolicy.SetCondition(result, now);
        return result;
    }

    private static string? Taken(string wanted, string had, HashSet<string> used) => wanted != had && used.Contains(wanted) ? InUse(wanted) : null;

    private static string InUse(string name) => $"{Netes.Api.Validation.GoValue.Quote(name)} is already in use";
}
