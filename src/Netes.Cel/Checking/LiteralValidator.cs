using Netes.Cel.Library;
using Netes.Cel.Syntax;

namespace Netes.Cel.Checking;

/// <summary>Finds literal durations, timestamps and patterns that can only fail.</summary>
internal static class LiteralValidator
{
    public static void Validate(Expr expression, List<CelIssue> issues)
    {
        if (expression is CallExpr call)
        {
            switch (call.Function)
            {
                case "duration" when call.Arguments is [ConstExpr { Value.Kind: CelKind.String } text] && CelTime.ParseDuration(text.Value.AsString) is null:
                    issues.Add(new(text.Position, "invalid duration argument"));
                    break;
                case "timestamp" when call.Arguments is [ConstExpr { Value.Kind: CelKind.String } text] && CelTime.ParseTimestamp(text.Value.AsString) is null:
                    issues.Add(new(text.Position, "invalid timestamp argument"));
                    break;
                case "matches" when call.Arguments is [.., ConstExpr { Value.Kind: CelKind.String } text] && !Patterns.TryGet(text.Value.AsString, out _, out _):
                    issues.Add(new(text.Position, "invalid matches argument"));
                    break;
            }
        }
        foreach (Expr child in ExprChildren.Of(expression)) Validate(child, issues);
    }
}
