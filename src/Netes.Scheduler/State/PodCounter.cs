using Netes.Api.Selectors;

namespace Netes.Scheduler.State;

/// <summary>Which Pods a counter counts: those of the namespaces that every selector matches.</summary>
/// <param name="Namespaces">Sorted; null stands for all.</param>
internal sealed record PodMatcher(string[]? Namespaces, Selector[] Selectors)
{
    public string Identity { get; } =
        $"{(Namespaces is null ? "*" : string.Join(',', Namespaces))}/{string.Join('/', Selectors.Select(s => s.IsNothing ? "!" : s.ToString()))}";

    public bool Matches(PodInfo pod)
    {
        if (Namespaces is not null && Array.IndexOf(Namespaces, pod.Namespace) < 0)
        {
            return false;
        }

        foreach (Selector selector in Selectors)
        {
            if (!selector.Matches(pod.Labels))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>How many Pods on each node a matcher matches, kept as Pods come and go. Pods being deleted don't count.</summary>
internal sealed class PodCounter(PodMatcher matcher)
{
    private int[] _counts = [];

    /// <summary>The cycle that last asked; counters that nobody asks for are dropped.</summary>
    public long LastUsed { get; set; }

    public string Identity => matcher.Identity;

    public int this[int slot] => slot < _counts.Length ? _counts[slot] : 0;

    public void Change(PodInfo pod, int slot, int by)
    {
        if (pod.IsTerminating || !matcher.Matches(pod))
        {
            return;
        }

        if (slot >= _counts.Length)
        {
            Array.Resize(ref _counts, Math.Max(slot + 1, _counts.Length * 2));
        }

        _counts[slot] += by;
    }
}

/// <summary>How many Pods on each node carry an affinity term.</summary>
internal sealed class TermCounter(AffinityTerm term)
{
    private int[] _counts = [];

    public AffinityTerm Term { get; } = term;

    public int Total { get; private set; }

    public int this[int slot] => slot < _counts.Length ? _counts[slot] : 0;

    public void Change(int slot, int by)
    {
        if (slot >= _counts.Length)
        {
            Array.Resize(ref _counts, Math.Max(slot + 1, _counts.Length * 2));
        }

        _counts[slot] += by;
        Total += by;
    }
}
