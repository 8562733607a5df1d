using Netes.Api.CoreV1;
using Netes.Api.Selectors;

namespace Netes.Scheduler.State;

/// <summary>A node selector: any of its terms must match; an empty term matches nothing.</summary>
internal sealed class NodeSelectorMatcher
{
    private readonly NodeSelectorTermMatcher[] _terms;

    public NodeSelectorMatcher(NodeSelector selector) =>
        _terms = [.. (selector.NodeSelectorTerms ?? []).Select(term => new NodeSelectorTermMatcher(term))];

    public bool Matches(NodeInfo node)
    {
        foreach (NodeSelectorTermMatcher term in _terms)
        {
            if (term.Matches(node))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The names of the only nodes that can match, when every term says them (as a DaemonSet's Pods do).</summary>
    public IReadOnlySet<string>? OnlyNodes()
    {
        HashSet<string>? names = null;
        foreach (NodeSelectorTermMatcher term in _terms)
        {
            if (term.OnlyNode is null)
            {
                return null;
            }

            (names ??= new(StringComparer.Ordinal)).Add(term.OnlyNode);
        }

        return names;
    }
}

/// <summary>One term: all its expressions and fields must match.</summary>
internal sealed class NodeSelectorTermMatcher
{
    private readonly Requirement[] _labels;
    private readonly (bool In, string Name)[] _names;
    private readonly bool _empty;

    public NodeSelectorTermMatcher(NodeSelectorTerm term)
    {
        _labels = [.. (term.MatchExpressions ?? []).Select(e => Requirement.Create(e.Key, LabelSelectors.Operator(e.Operator), e.Values ?? []))];

        // metadata.name with one value is the only field that validation lets through.
        _names = [.. (term.MatchFields ?? []).Select(field => (field.Operator == "In", field.Values is [string name, ..] ? name : ""))];
        _empty = _labels.Length == 0 && _names.Length == 0;
    }

    public string? OnlyNode => _names.FirstOrDefault(name => name.In).Name;

    public bool Matches(NodeInfo node)
    {
        if (_empty)
        {
            return false;
        }

        foreach ((bool isIn, string name) in _names)
        {
            if (isIn != (node.Name == name))
            {
                return false;
            }
        }

        foreach (Requirement requirement in _labels)
        {
            if (!requirement.Matches(node.Labels))
            {
                return false;
            }
        }

        return true;
    }
}
