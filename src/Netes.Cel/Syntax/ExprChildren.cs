namespace Netes.Cel.Syntax;

internal static class ExprChildren
{
    /// <summary>The nodes right below.</summary>
    public static IEnumerable<Expr> Of(Expr expression)
    {
        switch (expression)
        {
            case SelectExpr select:
                return [select.Operand];
            case CallExpr call:
                return call.Target is null ? call.Arguments : [call.Target, .. call.Arguments];
            case ListExpr list:
                return list.Elements;
            case MapExpr map:
                return map.Entries.SelectMany(e => new[] { e.Key, e.Value });
            case StructExpr structure:
                return structure.Fields.Select(f => f.Value);
            case ComprehensionExpr fold:
                return [fold.Range, fold.Initial, fold.Condition, fold.Step, fold.Result];
            default:
                return [];
        }
    }
}
