using Netes.Api.MetaV1;
using Netes.Api.Selectors;

namespace Netes.Controllers.Owners;

internal static class LabelSelectors
{
    /// <summary>An absent selector selects nothing, an empty one everything.</summary>
    public static Selector Parse(LabelSelector? selector)
    {
        if (selector is null) return Selector.Nothing;
        var requirements = new List<Requirement>();
        foreach (var (key, value) in selector.MatchLabels ?? [])
            requirements.Add(Requirement.Create(key, SelectorOperator.In, [value]));
        foreach (var expression in selector.MatchExpressions ?? [])
            requirements.Add(Requirement.Create(expression.Key, Operator(expression.Operator), expression.Values ?? []));
        return Selector.Of(requirements);
    }

    private static SelectorOperator Operator(string name) => name switch
    {
        LabelSelectorOperator.In => SelectorOperator.In,
        LabelSelectorOperator.NotIn => SelectorOperator.NotIn,
        LabelSelectorOperator.Exists => SelectorOperator.Exists,
        LabelSelectorOperator.DoesNotExist => SelectorOperator.DoesNotExist,
        _ => throw new SelectorSyntaxException($"\"{name}\" is not a valid label selector operator"),
    };
}
