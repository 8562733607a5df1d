using Netes.Api.MetaV1;

namespace Netes.Api.Selectors;

public static class LabelSelectorExtensions
{
    /// <summary>
    /// The selector of a workload in its matching form. None selects nothing, an empty one everything.
    /// </summary>
    /// <exception cref="SelectorSyntaxException">A key, value or operator breaks a rule.</exception>
    public static Selector ToSelector(this LabelSelector? selector)
    {
        if (selector is null) return Selector.Nothing;
        var requirements = new List<Requirement>();
        foreach (var (key, value) in selector.MatchLabels ?? [])
            requirements.Add(Requirement.Create(key, SelectorOperator.Equals, [value]));
        foreach (var expression in selector.MatchExpressions ?? [])
        {
            var op = expression.Operator switch
            {
                "In" => SelectorOperator.In,
                "NotIn" => SelectorOperator.NotIn,
                "Exists" => SelectorOperator.Exists,
                "DoesNotExist" => SelectorOperator.DoesNotExist,
                _ => throw new SelectorSyntaxException($"\"{expression.Operator}\" is not a valid label selector operator"),
            };
            requirements.Add(Requirement.Create(expression.Key, op, expression.Values ?? []));
        }
        return Selector.Of(requirements);
    }
}
