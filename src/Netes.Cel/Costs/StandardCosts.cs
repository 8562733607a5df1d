using Netes.Cel.Syntax;

namespace Netes.Cel.Costs;

/// <summary>Estimates for the functions of the language itself.</summary>
internal static class StandardCosts
{
    private const double PerCharacter = 0.1;
    private const double PerPatternCharacter = 0.25;

    public static (CostRange Cost, CostRange? Size) Estimate(CostEstimator sizes, CallExpr call, Overload overload)
    {
        CostRange Argument(int index) => sizes.Size(call.Arguments[index]);
        switch (overload.Id)
        {
            case "string_format":
                CostRange format = sizes.Size(call.Target!);
                return (format.Times(PerCharacter), format.Plus(Argument(0)));
            case "string_to_bytes":
                CostRange text = Argument(0);
                return (text.Times(PerCharacter), new(text.Min, text.Times(CostRange.Fixed(4)).Max));
            case "bytes_to_string":
                CostRange bytes = Argument(0);
                return (bytes.Times(PerCharacter), new(bytes.Min / 4, bytes.Max));
            case "strings_quote":
                CostRange quoted = Argument(0);
                return (quoted.Times(PerCharacter), quoted.Times(new CostRange(1, 2)).Plus(CostRange.Fixed(2)));
            case "starts_with_string" or "ends_with_string":
                return (Argument(0).Times(PerCharacter), null);
            case "in_list":
                return (Argument(1), null);
            case "matches_string":
                return (Pattern(sizes.Size(call.Target!), Argument(0)), null);
            case "contains_string":
                return (sizes.Size(call.Target!).Times(PerCharacter).Times(Argument(0).Times(PerCharacter)), null);
            case "less_string" or "greater_string" or "less_equals_string" or "greater_equals_string" or "less_bytes" or "greater_bytes"
                or "less_equals_bytes" or "greater_equals_bytes" or "equals" or "not_equals":
                ulong smaller = Math.Min(Argument(0).Max, Argument(1).Max);
                return (new CostRange(smaller > 0 ? 1UL : 0, smaller).Times(PerCharacter), null);
            default:
                return (CostRange.Fixed(1), null);
        }
    }

    public static CostRange Pattern(CostRange text, CostRange pattern) =>
        text.Plus(CostRange.Fixed(1)).Times(PerCharacter).Times(pattern.Times(PerPatternCharacter));
}
