using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Netes.Api;

/// <summary>How a quantity was written, which is how it is written again.</summary>
public enum QuantityFormat : byte { DecimalSI, BinarySI, DecimalExponent }

/// <summary>
/// An amount of a resource: <c>500m</c>, <c>2Gi</c>, <c>1e3</c>. Exact to 10⁻⁹, at most 2⁶³-1; finer fractions are rounded up.
/// Its text is the canonical form (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/): the largest
/// suffix that leaves an integer.
/// </summary>
public readonly struct Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    private const long NanosPerUnit = 1_000_000_000;
    private static readonly Int128 Max = (Int128)long.MaxValue * NanosPerUnit;
    private static readonly string[] DecimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    private static readonly string[] BinarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

    private readonly Int128 _nanos;

    private Quantity(Int128 nanos, QuantityFormat format)
    {
        _nanos = nanos;
        Format = format;
    }

    public QuantityFormat Format { get; }

    public static Quantity Zero => default;

    public static Quantity FromUnits(long units, QuantityFormat format = QuantityFormat.DecimalSI) => new((Int128)units * NanosPerUnit, format);

    public static Quantity FromMilli(long milli, QuantityFormat format = QuantityFormat.DecimalSI) => new((Int128)milli * 1_000_000, format);

    public bool IsZero => _nanos == 0;

    public int Sign => Int128.Sign(_nanos);

    /// <summary>The amount in whole units, rounded up (away from zero), capped to the range of a long.</summary>
    public long Value => Scaled(NanosPerUnit);

    /// <summary>The amount in thousandths, rounded up (away from zero), capped to the range of a long.</summary>
    public long MilliValue => Scaled(1_000_000);

    /// <summary>Whether the amount is a whole number of units.</summary>
    public bool IsInteger => _nanos % NanosPerUnit == 0;

    public double ToDouble() => (double)_nanos / NanosPerUnit;

    private long Scaled(long nanosPer)
    {
        var value = RoundUp(_nanos, nanosPer);
        return value > long.MaxValue ? long.MaxValue : value < long.MinValue ? long.MinValue : (long)value;
    }

    private static Int128 RoundUp(Int128 value, Int128 divisor)
    {
        var (quotient, remainder) = Int128.DivRem(value, divisor);
        return remainder == 0 ? quotient : quotient + (value > 0 ? 1 : -1);
    }

    /// <exception cref="FormatException">The text is not a quantity; the message is upstream's.</exception>
    public static Quantity Parse(string text) =>
        TryParse(text, out var quantity, out string? error) ? quantity : throw new FormatException(error);

    public static bool TryParse(ReadOnlySpan<char> text, out Quantity quantity) => TryParse(text, out quantity, out _);

    public static bool TryParse(ReadOnlySpan<char> text, out Quantity quantity, out string? error)
    {
        quantity = default;
        error = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
        int i = 0;
        bool negative = false;
        if (i < text.Length && text[i] is '+' or '-') negative = text[i++] == '-';
        int numberStart = i;
        while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
        var whole = text[numberStart..i];
        ReadOnlySpan<char> fraction = default;
        if (i < text.Length && text[i] == '.')
        {
            int start = ++i;
            while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
            fraction = text[start..i];
        }
        if (i == numberStart) return false;
        var suffix = text[i..];
        int end = 0;
        while (end < suffix.Length && "eEinumkKMGTP".Contains(suffix[end])) end++;
        if (end < suffix.Length && suffix[end] is '+' or '-') end++;
        while (end < suffix.Length && char.IsAsciiDigit(suffix[end])) end++;
        if (end < suffix.Length) return false;
        if (whole.Length + fraction.Length == 0)
        {
            error = "unable to parse numeric part of quantity";
            return false;
        }
        if (!TrySuffix(suffix, out int numberBase, out int exponent, out var format))
        {
            error = "unable to parse quantity's suffix";
            return false;
        }
        quantity = new Quantity(Scale(whole, fraction, numberBase, exponent, negative), format);
        error = null;
        return true;
    }

    private static bool TrySuffix(ReadOnlySpan<char> suffix, out int numberBase, out int exponent, out QuantityFormat format)
    {
        numberBase = 10;
        exponent = 0;
        format = QuantityFormat.DecimalSI;
        for (int k = 0; k < DecimalSuffixes.Length; k++)
        {
            if (!suffix.SequenceEqual(DecimalSuffixes[k])) continue;
            exponent = (k - 3) * 3;
            return true;
        }
        for (int k = 1; k < BinarySuffixes.Length; k++)
        {
            if (!suffix.SequenceEqual(BinarySuffixes[k])) continue;
            (numberBase, exponent, format) = (2, k * 10, QuantityFormat.BinarySI);
            return true;
        }
        format = QuantityFormat.DecimalExponent;
        return suffix.Length > 1 && suffix[0] is 'e' or 'E' &&
            int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent);
    }

    private static Int128 Scale(ReadOnlySpan<char> whole, ReadOnlySpan<char> fraction, int numberBase, int exponent, bool negative)
    {
        whole = whole.TrimStart('0');
        // Beyond these nothing but zero, the cap or one nano can come out; they also bound the work.
        if (whole.Length > 64) whole = whole[..64];
        if (fraction.Length > 64) fraction = string.Concat(fraction[..63], "1");
        if (whole.Length == 0 && fraction.TrimStart('0').Length == 0) return 0;
        exponent = Math.Clamp(exponent, -128, 128);
        var digits = BigInteger.Parse(string.Concat("0", whole, fraction), CultureInfo.InvariantCulture);
        int tens = 9 - fraction.Length;
        if (numberBase == 2) digits <<= exponent;
        else tens += exponent;
        BigInteger nanos;
        if (tens >= 0) nanos = digits * BigInteger.Pow(10, tens);
        else
        {
            nanos = BigInteger.DivRem(digits, BigInteger.Pow(10, -tens), out var remainder);
            if (!remainder.IsZero) nanos++;
        }
        var capped = nanos > (BigInteger)Max ? Max : (Int128)nanos;
        return negative ? -capped : capped;
    }

    public static Quantity operator +(Quantity a, Quantity b) => new(Cap(a._nanos + b._nanos), a._nanos == 0 ? b.Format : a.Format);

    public static Quantity operator -(Quantity a, Quantity b) => new(Cap(a._nanos - b._nanos), a._nanos == 0 ? b.Format : a.Format);

    public static Quantity operator -(Quantity a) => new(-a._nanos, a.Format);

    private static Int128 Cap(Int128 nanos) => nanos > Max ? Max : nanos < -Max ? -Max : nanos;

    public static bool operator <(Quantity a, Quantity b) => a._nanos < b._nanos;

    public static bool operator >(Quantity a, Quantity b) => a._nanos > b._nanos;

    public static bool operator <=(Quantity a, Quantity b) => a._nanos <= b._nanos;

    public static bool operator >=(Quantity a, Quantity b) => a._nanos >= b._nanos;

    public static bool operator ==(Quantity a, Quantity b) => a._nanos == b._nanos;

    public static bool operator !=(Quantity a, Quantity b) => a._nanos != b._nanos;

    public int CompareTo(Quantity other) => _nanos.CompareTo(other._nanos);

    /// <summary>Equal in amount; the format doesn't count.</summary>
    public bool Equals(Quantity other) => _nanos == other._nanos;

    public override bool Equals(object? obj) => obj is Quantity other && Equals(other);

    public override int GetHashCode() => _nanos.GetHashCode();

    public void WriteJson(Utf8JsonWriter writer) => writer.WriteStringValue(ToString());

    public override string ToString()
    {
        if (_nanos == 0) return "0";
        var format = Format;
        // Small amounts in binary notation have no binary suffix that keeps them exact.
        if (format == QuantityFormat.BinarySI && Int128.Abs(_nanos) < (Int128)1024 * NanosPerUnit) format = QuantityFormat.DecimalSI;
        if (format == QuantityFormat.BinarySI)
        {
            var units = RoundUp(_nanos, NanosPerUnit);
            int suffix = 0;
            while (suffix < BinarySuffixes.Length - 1 && units % 1024 == 0)
            {
                units /= 1024;
                suffix++;
            }
            return units.ToString(CultureInfo.InvariantCulture) + BinarySuffixes[suffix];
        }
        var amount = _nanos;
        int step = 0;
        while (step < DecimalSuffixes.Length - 1 && amount % 1000 == 0)
        {
            amount /= 1000;
            step++;
        }
        string number = amount.ToString(CultureInfo.InvariantCulture);
        if (format == QuantityFormat.DecimalSI) return number + DecimalSuffixes[step];
        return step == 3 ? number : $"{number}e{(step - 3) * 3}";
    }
}
