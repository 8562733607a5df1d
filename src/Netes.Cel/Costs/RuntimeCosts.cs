namespace Netes.Cel.Costs;

/// <summary>What a call has cost.</summary>
internal delegate ulong CostRule(ReadOnlySpan<CelValue> arguments, in CelValue result);

/// <summary>The cost of calls at run time, upstream's numbers: one unit is about the work of one comparison.</summary>
internal static class RuntimeCosts
{
    private const double PerCharacter = 0.1;
    private const double PerPatternCharacter = 0.25;

    private static readonly CostRule One = static (ReadOnlySpan<CelValue> _, in CelValue _) => 1;
    private static readonly CostRule FirstTraversed = static (ReadOnlySpan<CelValue> args, in CelValue _) => Scaled(args[0].Size, PerCharacter);
    private static readonly CostRule FirstTraversedTwice = static (ReadOnlySpan<CelValue> args, in CelValue _) => Scaled(args[0].Size, 2 * PerCharacter);
    private static readonly CostRule ResultBuilt = static (ReadOnlySpan<CelValue> _, in CelValue result) => Scaled(result.Size, 2 * PerCharacter);
    private static readonly CostRule Smaller = static (ReadOnlySpan<CelValue> args, in CelValue _) => Scaled(Math.Min(args[0].Size, args[1].Size), PerCharacter);
    private static readonly CostRule Sum = static (ReadOnlySpan<CelValue> args, in CelValue _) => Scaled((double)args[0].Size + args[1].Size, PerCharacter);
    private static readonly CostRule SecondCount = static (ReadOnlySpan<CelValue> args, in CelValue _) => (ulong)args[1].Size;
    private static readonly CostRule Elements = static (ReadOnlySpan<CelValue> args, in CelValue _) => Traversal(args[0]);
    private static readonly CostRule Product = static (ReadOnlySpan<CelValue> args, in CelValue _) =>
        (ulong)args[0].Size * (ulong)args[1].Size;

    private static readonly CostRule Contains = static (ReadOnlySpan<CelValue> args, in CelValue _) =>
        Scaled(args[0].Size, PerCharacter) * Scaled(args[1].Size, PerCharacter);

    private static readonly CostRule Pattern = static (ReadOnlySpan<CelValue> args, in CelValue _) =>
        Scaled(1.0 + args[0].Size, PerCharacter) * Scaled(args[1].Size, PerPatternCharacter);

    private static readonly CostRule Authorization = static (ReadOnlySpan<CelValue> _, in CelValue _) => 350_000;

    private static readonly CostRule AddressWithin = static (ReadOnlySpan<CelValue> args, in CelValue _) =>
        Scaled(2.0 * args[0].Size, PerCharacter) + (args[1].Kind == CelKind.String ? Scaled(args[1].Size, PerCharacter) : 0);

    private static readonly CostRule NetworkWithin = static (ReadOnlySpan<CelValue> args, in CelValue _) =>
        Scaled(2.0 * args[0].Size, PerCharacter) + Scaled(args[0].Size, PerCharacter) + 1
        + (args[1].Kind == CelKind.String ? Scaled(args[1].Size, PerCharacter) : 0);

    private static readonly CostRule Validated = static (ReadOnlySpan<CelValue> args, in CelValue _) => Scaled(args[1].Size, PerCharacter);

    public static CostRule Of(Overload overload)
    {
        switch (overload.Function)
        {
            case "check": return Authorization;
            case "isSorted" or "sum" or "max" or "min" or "indexOf" or "lastIndexOf": return Elements;
            case "url" or "lowerAscii" or "upperAscii" or "substring" or "trim": return FirstTraversed;
            case "replace" or "split": return FirstTraversedTwice;
            case "join": return ResultBuilt;
            case "find" or "findAll" or "matches": return Pattern;
            case "cidr" or "isIP" or "isCIDR" or "quantity" or "isQuantity" or "semver" or "isSemver" or "isURL": return FirstTraversed;
            case "ip": return overload.Id == "cidr_ip" ? One : FirstTraversed;
            case "ip.isCanonical": return FirstTraversedTwice;
            case "containsIP": return AddressWithin;
            case "containsCIDR": return NetworkWithin;
            case "validate": return Validated;
            case "sets.contains" or "sets.equivalent" or "sets.intersects": return Product;
        }
        return overload.Id switch
        {
            "starts_with_string" or "ends_with_string" => static (ReadOnlySpan<CelValue> args, in CelValue _) => Scaled(args[1].Size, PerCharacter),
            "string_to_bytes" or "bytes_to_string" or "strings_quote" or "string_format" => FirstTraversed,
            "in_list" => SecondCount,
            "less_string" or "greater_string" or "less_equals_string" or "greater_equals_string" or "less_bytes" or "greater_bytes"
                or "less_equals_bytes" or "greater_equals_bytes" or "equals" or "not_equals" => Smaller,
            "add_string" or "add_bytes" => Sum,
            "contains_string" => Contains,
            _ => One,
        };
    }

    private static ulong Scaled(double size, double factor) => (ulong)Math.Ceiling(size * factor);

    /// <summary>One per element, or what the characters of a string cost; nested strings are counted too.</summary>
    private static ulong Traversal(in CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.String or CelKind.Bytes:
                return Scaled(value.Size, PerCharacter);
            case CelKind.List:
                ulong sum = 0;
                CelList list = value.AsList;
                for (int i = 0; i < list.Count; i++) sum += Traversal(list[i]);
                return sum;
            default:
                return 1;
        }
    }
}
