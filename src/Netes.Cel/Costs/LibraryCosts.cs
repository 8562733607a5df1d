using Netes.Cel.Syntax;

namespace Netes.Cel.Costs;

/// <summary>
/// Estimates for the functions of Kubernetes' libraries. Whether an estimate applies depends on whether the call has a receiver, which
/// is upstream's doing.
/// </summary>
internal static class LibraryCosts
{
    private const double PerCharacter = 0.1;

    private static readonly CostRange One = CostRange.Fixed(1);

    /// <returns>Null for functions of the language itself.</returns>
    public static (CostRange Cost, CostRange? Size)? Estimate(CostEstimator sizes, CallExpr call, Overload overload)
    {
        Expr? target = call.Target;
        Expr[] arguments = call.Arguments;
        switch (call.Function)
        {
            case "check":
                return (CostRange.Fixed(350_000), null);
            case "serviceAccount" or "path" or "group" or "resource" or "subresource" or "namespace" or "name" or "allowed" or "reason" or "error"
                or "errored" or "fieldSelector" or "labelSelector" or "masked" or "prefixLength" or "family" or "isUnspecified" or "isLoopback"
                or "isLinkLocalMulticast" or "isLinkLocalUnicast" or "sign" or "asInteger" or "isInteger" or "asApproximateFloat" or "isGreaterThan"
                or "isLessThan" or "compareTo" or "add" or "sub":
                return (One, null);
            case "isSorted" or "sum" or "max" or "min" or "indexOf" or "lastIndexOf" when target is not null:
                return (Traversal(sizes, target), null);
            case "url" when arguments.Length == 1:
                return (sizes.Size(arguments[0]).Times(PerCharacter), null);
            case "lowerAscii" or "upperAscii" or "substring" or "trim" when target is not null:
                return (sizes.Size(target).Times(PerCharacter), sizes.Size(target));
            case "replace" when target is not null && arguments.Length >= 2:
                CostRange replaced = sizes.Size(target);
                return (replaced.Times(2 * PerCharacter), Replaced(replaced, sizes.Size(arguments[0]), sizes.Size(arguments[1])));
            case "split" when target is not null:
                CostRange whole = sizes.Size(target);
                ulong parts = arguments.Length > 1 && arguments[1] is ConstExpr { Value: { Kind: CelKind.Int, AsInt: >= 0 } limit } ? (ulong)limit.AsInt : whole.Max;
                return (whole.Times(2 * PerCharacter), new(0, parts));
            case "join" when target is not null:
                CostRange joined = Joined(sizes, target, arguments);
                return (joined.Times(PerCharacter), joined);
            case "find" or "findAll" when target is not null && arguments.Length >= 1:
                CostRange text = sizes.Size(target);
                return (StandardCosts.Pattern(text, sizes.Size(arguments[0])), new(0, text.Max));
            case "containsIP" when target is not null:
                return (Within(sizes, arguments[0], overload.Id == "cidr_contains_ip_string", network: false), null);
            case "containsCIDR" when target is not null:
                return (Within(sizes, arguments[0], overload.Id == "cidr_contains_cidr_string", network: true), null);
            case "validate" when target is not null && arguments.Length >= 1:
                return (sizes.Size(arguments[0]).Times(PerCharacter), null);
            case "sets.contains" or "sets.intersects" or "sets.equivalent" when arguments.Length == 2:
                CostRange product = sizes.Size(arguments[0]).Times(sizes.Size(arguments[1]));
                return (call.Function == "sets.equivalent" ? product.Times(CostRange.Fixed(2)) : product, null);
            default:
                return null;
        }
    }

    private static CostRange Traversal(CostEstimator sizes, Expr target)
    {
        if (target.Type is not { Kind: CelTypeKind.List } type) return sizes.Size(target).Times(PerCharacter);
        CostRange element = One;
        if (type.Parameters[0].Kind is CelTypeKind.String or CelTypeKind.Bytes) element = element.Plus(sizes.ElementSize(target).Times(PerCharacter));
        return sizes.Size(target).Times(element);
    }

    private static CostRange Replaced(CostRange text, CostRange old, CostRange with)
    {
        ulong maxCount = 0, minCount = 0, maxKept = 0, minKept = 0;
        if (old.Min == 0) (maxCount, maxKept) = (text.Max == ulong.MaxValue ? text.Max : text.Max + 1, text.Max);
        else if (with.Max <= old.Min) maxKept = text.Max;
        else maxCount = (ulong)Math.Ceiling(text.Max / (double)old.Min);
        if (old.Max == 0) (minCount, minKept) = (text.Min + 1, text.Min);
        else if (old.Max <= with.Min) minKept = text.Min;
        else minCount = (ulong)Math.Ceiling(text.Min / (double)old.Max);
        return new CostRange(minCount, maxCount).Times(with).Plus(new CostRange(minKept, maxKept));
    }

    private static CostRange Joined(CostEstimator sizes, Expr list, Expr[] arguments)
    {
        CostRange count = sizes.Size(list);
        CostRange size = count.Times(sizes.ElementSize(list));
        if (arguments.Length == 0) return size;
        CostRange separators = new(count.Min > 0 ? count.Min - 1 : 0, count.Max > 0 ? count.Max - 1 : 0);
        return size.Plus(sizes.Size(arguments[0]).Times(separators));
    }

    /// <summary>An address is 4 to 16 bytes; a string must be parsed first.</summary>
    private static CostRange Within(CostEstimator sizes, Expr argument, bool parse, bool network)
    {
        CostRange address = new(4, 16);
        CostRange cost = address.Plus(address).Times(PerCharacter);
        if (network) cost = cost.Plus(address.Times(PerCharacter)).Plus(One);
        return parse ? cost.Plus(sizes.Size(argument).Times(PerCharacter)) : cost;
    }
}
