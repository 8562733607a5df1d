using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Api.RbacV1;

namespace Netes.ApiServer.Access.Authorization;

/// <summary>The roles and bindings that a fresh cluster has, read from the embedded bootstrap.rbac.</summary>
internal static class BootstrapPolicy
{
    private const string Group = "rbac.authorization.k8s.io";

    /// <summary>Objects of four kinds, in the order of the file.</summary>
    public static IEnumerable<IApiObject> Read()
    {
        using Stream stream = typeof(BootstrapPolicy).Assembly.GetManifestResourceStream("bootstrap.rbac")
            ?? throw new InvalidOperationException("bootstrap.rbac is not embedded");
        using var reader = new StreamReader(stream);
        return [.. Parse(reader.ReadToEnd())];
    }

    /// <summary>What every kubelet may, beyond what is related to its node.</summary>
    public static IReadOnlyList<PolicyRule> NodeRules() =>
        Read().OfType<ClusterRole>().Single(static role => role.Metadata.Name == "system:node").Rules ?? [];

    internal static IEnumerable<IApiObject> Parse(string text)
    {
        IApiObject? open = null;
        List<PolicyRule> rules = [];
        foreach (string line in text.Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line[0] == ' ')
            {
                if (words[0] == "aggregate") Aggregate((ClusterRole)open!, words.AsSpan(1));
                else rules.Add(Rule(words));
                continue;
            }
            if (open is not null) yield return open;
            open = null;
            if (words[0] == "role")
            {
                rules = [];
                open = Role(words, rules);
            }
            else
            {
                yield return Binding(words);
            }
        }
        if (open is not null) yield return open;
    }

    private static IApiObject Role(string[] words, List<PolicyRule> rules)
    {
        (string ns, string name) = Split(words[1]);
        ObjectMeta meta = Meta(ns, name);
        foreach (string label in words.AsSpan(2)) meta.Labels![Group + "/" + label] = "true";
        return ns.Length > 0 ? new Role { Metadata = meta, Rules = rules } : new ClusterRole { Metadata = meta, Rules = rules };
    }

    private static PolicyRule Rule(string[] words)
    {
        var rule = new PolicyRule { Verbs = List(words[0]) };
        if (words[1] == "at")
        {
            rule.NonResourceURLs = List(words[2]);
            return rule;
        }
        rule.ApiGroups = List(words[2].TrimEnd(':')).ConvertAll(g => g == "core" ? "" : g);
        rule.Resources = List(words[3]);
        if (words.Length > 5) rule.ResourceNames = List(words[5]);
        return rule;
    }

    /// <summary>Such a role has no rules of its own: a controller fills them in.</summary>
    private static void Aggregate(ClusterRole role, ReadOnlySpan<string> labels)
    {
        role.Rules = null;
        var selectors = new List<LabelSelector>();
        foreach (string label in labels) selectors.Add(new LabelSelector { MatchLabels = new() { [Group + "/" + label] = "true" } });
        role.AggregationRule = new AggregationRule { ClusterRoleSelectors = selectors };
    }

    /// <summary>binding NAME to ROLE for SUBJECTS</summary>
    private static IApiObject Binding(string[] words)
    {
        (string ns, string name) = Split(words[1]);
        (string roleNamespace, string role) = Split(words[3]);
        var reference = new RoleRef { ApiGroup = Group, Kind = roleNamespace.Length > 0 ? "Role" : "ClusterRole", Name = role };
        var subjects = new List<Subject>();
        foreach (string word in words.AsSpan(5)) subjects.Add(Subject(word));
        List<Subject>? given = subjects.Count > 0 ? subjects : null;
        return ns.Length > 0
            ? new RoleBinding { Metadata = Meta(ns, name), RoleRef = reference, Subjects = given }
            : new ClusterRoleBinding { Metadata = Meta(ns, name), RoleRef = reference, Subjects = given };
    }

    private static Subject Subject(string word)
    {
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        string rest = word[(colon + 1)..];
        if (word[..colon] == "account")
        {
            (string ns, string name) = Split(rest);
            return new Subject { Kind = "ServiceAccount", Namespace = ns, Name = name };
        }
        return new Subject { Kind = word[..colon] == "user" ? "User" : "Group", ApiGroup = Group, Name = rest };
    }

    private static ObjectMeta Meta(string ns, string name) => new()
    {
        Name = name,
        Namespace = ns,
        Labels = new() { ["kubernetes.io/bootstrapping"] = "rbac-defaults" },
        Annotations = new() { ["rbac.authorization.kubernetes.io/autoupdate"] = "true" },
    };

    private static (string Namespace, string Name) Split(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? ("", text) : (text[..slash], text[(slash + 1)..]);
    }

    private static List<string> List(string text) => [.. text.Split(',')];
}
