using System.Text;
using Netes.Api.RbacV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Access.Authorization;

/// <summary>Whether some rules give at least what others give. Pure.</summary>
internal static class RuleCoverage
{
    /// <summary>The single rights of the wanted rules that the owned ones don't cover.</summary>
    public static List<PolicyRule> Missing(IReadOnlyList<PolicyRule> owned, IReadOnlyList<PolicyRule> wanted)
    {
        var missing = new List<PolicyRule>();
        foreach (PolicyRule rule in wanted)
        {
            foreach (PolicyRule single in Singles(rule))
            {
                if (!owned.Any(o => Covers(o, single))) missing.Add(single);
            }
        }
        return missing;
    }

    /// <summary>The rules as they stand in messages: sorted lines, the verbs of one resource together.</summary>
    public static string Describe(IReadOnlyList<PolicyRule> rules)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (PolicyRule rule in Compact(rules)) lines.Add(Describe(rule));
        return string.Join('\n', lines);
    }

    private static IEnumerable<PolicyRule> Singles(PolicyRule rule)
    {
        foreach (string group in rule.ApiGroups ?? [])
        {
            foreach (string resource in rule.Resources ?? [])
            {
                foreach (string verb in rule.Verbs ?? [])
                {
                    if (rule.ResourceNames is not { Count: > 0 } names)
                    {
                        yield return new PolicyRule { ApiGroups = [group], Resources = [resource], Verbs = [verb] };
                        continue;
                    }
                    foreach (string name in names)
                        yield return new PolicyRule { ApiGroups = [group], Resources = [resource], Verbs = [verb], ResourceNames = [name] };
                }
            }
        }
        foreach (string url in rule.NonResourceURLs ?? [])
        {
            foreach (string verb in rule.Verbs ?? []) yield return new PolicyRule { NonResourceURLs = [url], Verbs = [verb] };
        }
    }

    private static bool Covers(PolicyRule owned, PolicyRule single) =>
        HasAll(owned.Verbs, single.Verbs) && HasAll(owned.ApiGroups, single.ApiGroups)
        && (single.Resources ?? []).TrueForAll(r => HasResource(owned.Resources, r))
        && (single.NonResourceURLs ?? []).TrueForAll(u => owned.NonResourceURLs?.Exists(o => CoversUrl(o, u)) == true)
        && (owned.ResourceNames is null or { Count: 0 }
            || single.ResourceNames is { Count: > 0 } names && names.TrueForAll(owned.ResourceNames.Contains));

    private static bool HasAll(List<string>? owned, List<string>? wanted)
    {
        if (owned?.Contains("*") == true) return true;
        return (wanted ?? []).TrueForAll(w => owned?.Contains(w) == true);
    }

    private static bool HasResource(List<string>? owned, string resource)
    {
        if (owned is null) return false;
        if (owned.Contains("*") || owned.Contains(resource)) return true;
        int slash = resource.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 && owned.Contains("*" + resource[slash..]);
    }

    private static bool CoversUrl(string owned, string url) =>
        owned == url || owned.EndsWith('*') && url.StartsWith(owned.TrimEnd('*'), StringComparison.Ordinal);

    private static List<PolicyRule> Compact(IReadOnlyList<PolicyRule> rules)
    {
        var compact = new List<PolicyRule>();
        var simple = new Dictionary<(string Group, string Resource, string? Name), PolicyRule>();
        foreach (PolicyRule rule in rules)
        {
            if (rule is not { ApiGroups: [var group], Resources: [var resource], NonResourceURLs: null or { Count: 0 } } || rule.ResourceNames?.Count > 1)
            {
                compact.Add(rule);
                continue;
            }
            string? name = rule.ResourceNames is [var only] ? only : null;
            if (!simple.TryGetValue((group, resource, name), out PolicyRule? known))
            {
                simple[(group, resource, name)] = rule.Clone();
                continue;
            }
            foreach (string verb in rule.Verbs ?? [])
            {
                if (!(known.Verbs ??= []).Contains(verb)) known.Verbs.Add(verb);
            }
        }
        compact.AddRange(simple.Values);
        return compact;
    }

    private static string Describe(PolicyRule rule)
    {
        var text = new StringBuilder();
        Append(text, "APIGroups", rule.ApiGroups);
        Append(text, "Resources", rule.Resources);
        Append(text, "NonResourceURLs", rule.NonResourceURLs);
        Append(text, "ResourceNames", rule.ResourceNames);
        Append(text, "Verbs", rule.Verbs);
        return "{" + text + "}";
    }

    private static void Append(StringBuilder text, string name, List<string>? values)
    {
        if (values is null or { Count: 0 }) return;
        if (text.Length > 0) text.Append(", ");
        text.Append(name).Append(':').Append(QuoteList(values));
    }

    /// <summary>Go's %q of a list.</summary>
    public static string QuoteList(IEnumerable<string> values) => "[" + string.Join(' ', values.Select(GoValue.Quote)) + "]";
}
