namespace Netes.Api.Selectors;

/// <summary>
/// A label selector in its parsed form: all requirements must hold
/// (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/).
/// </summary>
public sealed class Selector
{
    private readonly Requirement[] requirements;
    private readonly bool never;

    private Selector(Requirement[] requirements, bool never)
    {
        this.requirements = requirements;
        this.never = never;
    }

    /// <summary>Selects every object.</summary>
    public static Selector Everything { get; } = new([], false);

    /// <summary>Selects no object.</summary>
    public static Selector Nothing { get; } = new([], true);

    public bool IsEverything => !never && requirements.Length == 0;

    public bool IsNothing => never;

    public IReadOnlyList<Requirement> Requirements => requirements;

    /// <summary>Requirements in any order; kept by key, as the canonical text has them.</summary>
    public static Selector Of(IEnumerable<Requirement> requirements)
    {
        var sorted = requirements.ToArray();
        if (sorted.Length == 0) return Everything;
        // A stable sort: two requirements on one key stay in the order given.
        return new Selector([.. sorted.OrderBy(r => r.Key, StringComparer.Ordinal)], false);
    }

    /// <summary>All labels as given, as a Service's or ReplicationController's selector; an empty map selects everything.</summary>
    public static Selector FromMap(IReadOnlyDictionary<string, string>? labels) => labels is null || labels.Count == 0
        ? Everything
        : Of(labels.Select(p => Requirement.Trusted(p.Key, SelectorOperator.Equals, p.Value)));

    /// <summary>Parses <c>a=b,c!=d,e in (f,g),!h,i</c> and the like.</summary>
    /// <exception cref="SelectorSyntaxException">The text is no selector.</exception>
    public static Selector Parse(string? text) => string.IsNullOrEmpty(text) ? Everything : Of(new SelectorParser(text).Parse());

    public bool Matches(IReadOnlyDictionary<string, string>? labels)
    {
        if (never) return false;
        foreach (var requirement in requirements)
        {
            if (!requirement.Matches(labels)) return false;
        }
        return true;
    }

    public override string ToString() => string.Join(',', requirements.Select(r => r.ToString()));
}
