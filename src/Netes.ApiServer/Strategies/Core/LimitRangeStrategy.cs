using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Api.Validation;
using Netes.ApiServer.Validation.Core;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>https://kubernetes.io/docs/concepts/policy/limit-range/</summary>
internal sealed class LimitRangeStrategy : Strategy<LimitRange>
{
    public override bool AllowCreateOnUpdate => true;

    public override void Default(LimitRange range)
    {
        foreach (var limit in range.Spec.Limits ?? [])
        {
            foreach (var amounts in (Dictionary<string, Quantity>?[])[limit.Max, limit.Min, limit.Default, limit.DefaultRequest, limit.MaxLimitRequestRatio])
                ContainerDefaults.RoundAmounts(amounts);
            if (limit.Type == "Container") Fill(limit);
        }
    }

    /// <summary>The default limit is the maximum, the default request is the default limit, and then the minimum.</summary>
    private static void Fill(LimitRangeItem limit)
    {
        limit.Default ??= [];
        limit.DefaultRequest ??= [];
        foreach (var (name, amount) in limit.Max ?? []) limit.Default.TryAdd(name, amount);
        foreach (var (name, amount) in limit.Default) limit.DefaultRequest.TryAdd(name, amount);
        foreach (var (name, amount) in limit.Min ?? []) limit.DefaultRequest.TryAdd(name, amount);
    }

    public override void PrepareForCreate(LimitRange range, StrategyContext context)
    {
        if (range.Metadata.Name.Length == 0) range.Metadata.Name = Guid.NewGuid().ToString();
    }

    public override ErrorList Validate(LimitRange range)
    {
        var errors = new ErrorList();
        LimitRangeRules.Validate(errors, range.Spec);
        return errors;
    }
}
