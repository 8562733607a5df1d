namespace Netes.Cel;

/// <summary>At least and at most: of a cost, or of a size. What doesn't fit is <see cref="ulong.MaxValue"/>.</summary>
public readonly record struct CostRange(ulong Min, ulong Max)
{
    internal static readonly CostRange Unknown = new(0, ulong.MaxValue);

    internal static CostRange Fixed(ulong value) => new(value, value);

    internal CostRange Plus(CostRange other) => new(Add(Min, other.Min), Add(Max, other.Max));

    internal CostRange Times(CostRange other) => new(Multiply(Min, other.Min), Multiply(Max, other.Max));

    /// <summary>Rounded up.</summary>
    internal CostRange Times(double factor) => new(Multiply(Min, factor), Multiply(Max, factor));

    internal CostRange Union(CostRange other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    private static ulong Add(ulong x, ulong y) => unchecked(x + y) < x ? ulong.MaxValue : x + y;

    private static ulong Multiply(ulong x, ulong y) => y != 0 && x > ulong.MaxValue / y ? ulong.MaxValue : x * y;

    private static ulong Multiply(ulong x, double factor)
    {
        double product = Math.Ceiling(x * factor);
        return product >= 18446744073709551616.0 ? ulong.MaxValue : (ulong)product;
    }
}
