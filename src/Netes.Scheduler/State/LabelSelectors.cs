using Netes.Api.MetaV1;
using Netes.Api.Selectors;

namespace Netes.Scheduler.State;

/// <summary>Label selectors from their API form. Null selects nothing, an empty one everything.</summary>
internal static class LabelSelectors
{
    public static Selector From(LabelSelector? selector) => selector is null ? Selector.Nothing : Selector.Of(RequirementsOf(selector));

    public static IEnumerable<Requirement> RequirementsOf(LabelSelector selector)
    {
        foreach ((string key, string value) in selector.MatchLabels ?? [])
        {
            yield return Requirement.Create(key, SelectorOperator.Equals, [value]);
        }

        foreach (LabelSelectorRequirement expression in selector.MatchExpressions ?? [])
        {
            yield return Requirement.Create(expression.Key, Operator(expression.Operator), expression.Values ?? []);
        }
    }

    public static SelectorOperator Operator(string text) => text switch
    {
        "In" => SelectorOperator.In,
        "NotIn" => SelectorOperator.NotIn,
        "Exists" => SelectorOperator.Exists,
        "DoesNotExist" => SelectorOperator.DoesNotExist,
        "Gt" => SelectorOperator.GreaterThan,
        "Lt" => SelectorOperator.LessThan,
        _ => throw new SelectorSyntaxException($"\"{text}\" is not a valid label selector operator"),
    };
}
