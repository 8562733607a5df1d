using Netes.Api.CoreV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Storage;

/// <summary>Where the volumes of a StorageClass may be.</summary>
internal static class TopologyRules
{
    public static void Allowed(ErrorList errors, List<TopologySelectorTerm>? terms, FieldPath path)
    {
        for (var i = 0; i < (terms?.Count ?? 0); i++)
        {
            var expressions = path.Index(i).Child("matchLabelExpressions");
            Term(errors, terms![i], expressions);
            // Upstream takes a term that names no place for a duplicate, even if it is the first.
            if (terms[i].MatchLabelExpressions is null or { Count: 0 } || terms.Take(i).Any(earlier => SamePlaces(earlier, terms[i]))) errors.Add(FieldError.Duplicate(expressions, ""));
        }
    }

    private static void Term(ErrorList errors, TopologySelectorTerm term, FieldPath path)
    {
        var keys = new HashSet<string>();
        for (var i = 0; i < (term.MatchLabelExpressions?.Count ?? 0); i++)
        {
            var requirement = term.MatchLabelExpressions![i];
            var at = path.Index(i);
            var values = requirement.Values ?? [];
            if (values.Count == 0) errors.Add(FieldError.Required(at.Child("values")));
            var seen = new HashSet<string>();
            for (var v = 0; v < values.Count; v++)
            {
                if (!seen.Add(values[v])) errors.Add(FieldError.Duplicate(at.Child("values").Index(v), values[v]));
            }
            errors.AddInvalid(at.Child("key"), requirement.Key, NameRules.QualifiedName(requirement.Key));
            if (!keys.Add(requirement.Key)) errors.Add(FieldError.Duplicate(at.Child("key"), requirement.Key));
        }
    }

    private static bool SamePlaces(TopologySelectorTerm a, TopologySelectorTerm b)
    {
        var left = ByKey(a);
        var right = ByKey(b);
        return left.Count == right.Count && left.All(p => right.TryGetValue(p.Key, out var other) && other.SetEquals(p.Value));
    }

    private static Dictionary<string, HashSet<string>> ByKey(TopologySelectorTerm term)
    {
        var places = new Dictionary<string, HashSet<string>>();
        foreach (var requirement in term.MatchLabelExpressions ?? []) places[requirement.Key] = [.. requirement.Values ?? []];
        return places;
    }
}
