namespace Netes.ApiServer.Admission.PodSecurity;

/// <summary>What a check found wrong.</summary>
/// <param name="Reason">A few words, as they stand in summaries.</param>
/// <param name="Detail">Which parts of the Pod break the rule.</param>
internal sealed record Violation(string Reason, string Detail)
{
    public override string ToString() => Detail.Length == 0 ? Reason : $"{Reason} ({Detail})";
}

/// <summary>Looks for one kind of breach; null when there is none.</summary>
internal delegate Violation? PodRule(PodView pod);

/// <summary>One check of a standard, in the form that each minor version gave it.</summary>
/// <param name="Id">Upstream's name; the order of messages follows it.</param>
/// <param name="Level">The laxest level that has the check.</param>
/// <param name="Versions">From which minor version on which rule holds, the oldest first.</param>
internal sealed record PodCheck(string Id, SecurityLevel Level, params (int Since, PodRule Rule)[] Versions)
{
    /// <summary>The check of a laxer level that this one makes needless.</summary>
    public string? Replaces { get; init; }

    /// <summary>The rule as a version has it; null when the version doesn't know the check.</summary>
    public PodRule? At(int minor)
    {
        PodRule? rule = null;
        foreach ((int since, PodRule candidate) in Versions)
        {
            if (since <= minor) rule = candidate;
        }
        return rule;
    }
}
