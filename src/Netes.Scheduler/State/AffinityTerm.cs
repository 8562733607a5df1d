using Netes.Api.CoreV1;
using Netes.Api.Selectors;

namespace Netes.Scheduler.State;

/// <summary>What an affinity term of a Pod wants.</summary>
internal enum TermKind
{
    RequiredAffinity,
    RequiredAntiAffinity,
    PreferredAffinity,
    PreferredAntiAffinity,
}

/// <summary>One term of Pod affinity or anti-affinity, ready for matching.</summary>
internal sealed class AffinityTerm
{
    private AffinityTerm(TermKind kind, PodAffinityTerm term, int weight, string podNamespace)
    {
        Kind = kind;
        Weight = weight;
        TopologyKey = term.TopologyKey;
        Selector = LabelSelectors.From(term.LabelSelector);
        NamespaceSelector = term.NamespaceSelector is null ? null : LabelSelectors.From(term.NamespaceSelector);

        // Neither names nor a selector: the Pod's own namespace.
        Namespaces = term.Namespaces is { Count: > 0 } named
            ? [.. named.Order(StringComparer.Ordinal)]
            : term.NamespaceSelector is null ? [podNamespace] : [];
        Identity = $"{kind}/{weight}/{TopologyKey}/{string.Join(',', Namespaces)}/{NamespaceSelector}/{NamespaceSelector is null}/{Selector}/{Selector.IsNothing}";
    }

    public TermKind Kind { get; }

    public int Weight { get; }

    public string TopologyKey { get; }

    public Selector Selector { get; }

    public string[] Namespaces { get; }

    public Selector? NamespaceSelector { get; }

    /// <summary>Equal for terms that mean the same.</summary>
    public string Identity { get; }

    public bool Matches(PodInfo pod, IReadOnlyDictionary<string, string>? namespaceLabels) =>
        (Array.IndexOf(Namespaces, pod.Namespace) >= 0 || NamespaceSelector?.Matches(namespaceLabels) == true)
        && Selector.Matches(pod.Labels);

    public static AffinityTerm[] Of(Affinity? affinity, string podNamespace)
    {
        if (affinity?.PodAffinity is null && affinity?.PodAntiAffinity is null)
        {
            return [];
        }

        var terms = new List<AffinityTerm>();
        Add(terms, TermKind.RequiredAffinity, affinity.PodAffinity?.RequiredDuringSchedulingIgnoredDuringExecution, podNamespace);
        Add(terms, TermKind.RequiredAntiAffinity, affinity.PodAntiAffinity?.RequiredDuringSchedulingIgnoredDuringExecution, podNamespace);
        Add(terms, TermKind.PreferredAffinity, affinity.PodAffinity?.PreferredDuringSchedulingIgnoredDuringExecution, podNamespace);
        Add(terms, TermKind.PreferredAntiAffinity, affinity.PodAntiAffinity?.PreferredDuringSchedulingIgnoredDuringExecution, podNamespace);
        return [.. terms];
    }

    private static void Add(List<AffinityTerm> terms, TermKind kind, List<PodAffinityTerm>? required, string podNamespace)
    {
        foreach (PodAffinityTerm term in required ?? [])
        {
            terms.Add(new(kind, term, 0, podNamespace));
        }
    }

    private static void Add(List<AffinityTerm> terms, TermKind kind, List<WeightedPodAffinityTerm>? preferred, string podNamespace)
    {
        foreach (WeightedPodAffinityTerm term in preferred ?? [])
        {
            terms.Add(new(kind, term.PodAffinityTerm, term.Weight, podNamespace));
        }
    }
}
