using Netes.Api.CoreV1;

namespace Netes.ApiServer.Validation.Pods;

/// <summary>In what a Pod spec stands, as far as rules differ by it.</summary>
/// <param name="IsTemplate">A workload's template: quantities of claims and gates may not be known yet.</param>
internal readonly record struct PodContext(bool IsTemplate);

/// <summary>What the checks of a container know of its Pod.</summary>
internal sealed record ContainerScope(
    PodSpec Pod,
    IReadOnlyDictionary<string, Volume> Volumes,
    IReadOnlySet<string> Claims,
    PodContext Context)
{
    /// <summary>The names of containers seen so far: they are unique across the three lists.</summary>
    public HashSet<string> Names { get; } = [];
}
