using System.Globalization;
using System.Numerics;

namespace Netes.Cel.Library;

/// <summary>Kubernetes' quantity library (https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-quantity-library).</summary>
internal static class QuantityLibrary
{
    private static readonly CelType Quantity = CelType.Opaque("kubernetes.Quantity");

    /// <summary>The quantity that a text stands for; null when it is none.</summary>
    public static CelValue? Parse(string text) => QuantityValue.Parse(text) is { } value ? CelValue.Opaque(value) : null;

    public static CelLibrary Create()
    {
        var library = new CelLibrary();
        CelType s = CelType.String, b = CelType.Bool, q = Quantity, i = CelType.Int;
        library.Types.Add(q);
        library.Global("quantity", "string_to_quantity", [s], q, args => Parse(args[0].AsString) ?? CelValue.Error(
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"));
        library.Global("isQuantity", "is_quantity_string", [s], b, args => CelValue.Bool(QuantityValue.Parse(args[0].AsString) is not null));
        library.Member("sign", "quantity_sign", [q], i, args => CelValue.Int(Of(args[0]).Value.Sign));
        library.Member("isGreaterThan", "quantity_is_greater_than", [q, q], b, args => CelValue.Bool(Of(args[0]).CompareTo(Of(args[1])) > 0));
        library.Member("isLessThan", "quantity_is_less_than", [q, q], b, args => CelValue.Bool(Of(args[0]).CompareTo(Of(args[1])) < 0));
        library.Member("compareTo", "quantity_compare_to", [q, q], i, args => CelValue.Int(Of(args[0]).CompareTo(Of(args[1]))));
        library.Member("asApproximateFloat", "quantity_get_float", [q], CelType.Double, args => CelValue.Double(Of(args[0]).ToDouble()));
        library.Member("asInteger", "quantity_get_int", [q], i, args => Of(args[0]).ToInteger() is { } number ? CelValue.Int(number) : CelValue.Error("cannot convert value to integer"));
        library.Member("isInteger", "quantity_is_integer", [q], b, args => CelValue.Bool(Of(args[0]).ToInteger() is not null));
        library.Member("add", "quantity_add", [q, q], q, args => CelValue.Opaque(Of(args[0]).Plus(Of(args[1]), 1)));
        library.Member("add", "quantity_add_int", [q, i], q, args => CelValue.Opaque(Of(args[0]).Plus(new(args[1].AsInt, 0), 1)));
        library.Member("sub", "quantity_sub", [q, q], q, args => CelValue.Opaque(Of(args[0]).Plus(Of(args[1]), -1)));
        library.Member("sub", "quantity_sub_int", [q, i], q, args => CelValue.Opaque(Of(args[0]).Plus(new(args[1].AsInt, 0), -1)));
        return library;
    }

    private static QuantityValue Of(in CelValue value) => (QuantityValue)value.AsOpaque;

    /// <summary><paramref name="value"/> × 10 to the power of -<paramref name="scale"/>.</summary>
    private sealed class QuantityValue(BigInteger value, int scale) : CelOpaque
    {
        private const int MaxDigits = 100;

        public BigInteger Value => value;

        public int Scale => scale;

        public override CelType Type => Quantity;

        public override bool IsZero => value.IsZero;

        public static QuantityValue? Parse(string text)
        {
            int at = 0;
            bool negative = text.StartsWith('-');
            if (text.Length > 0 && text[0] is '+' or '-') at++;
            int start = at;
            while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.')) at++;
            string number = text[start..at], suffix = text[at..];
            int point = number.IndexOf('.', StringComparison.Ordinal);
            string digits = number.Replace(".", "", StringComparison.Ordinal);
            if (digits.Length is 0 or > MaxDigits || number.Length - digits.Length > 1) return null;
            BigInteger value = BigInteger.Parse(digits, CultureInfo.InvariantCulture) * (negative ? -1 : 1);
            int scale = point < 0 ? 0 : number.Length - point - 1;
            int binary = suffix switch { "Ki" => 10, "Mi" => 20, "Gi" => 30, "Ti" => 40, "Pi" => 50, "Ei" => 60, _ => 0 };
            if (binary > 0) return new(value << binary, scale);
            int? power = suffix switch
            {
                "" => 0,
                "n" => -9,
                "u" => -6,
                "m" => -3,
                "k" => 3,
                "M" => 6,
                "G" => 9,
                "T" => 12,
                "P" => 15,
                "E" => 18,
                ['e' or 'E', .. var exponent] when int.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int e) && Math.Abs(e) <= MaxDigits => e,
                _ => null,
            };
            return power is { } known ? new(value, scale - known) : null;
        }

        public int CompareTo(QuantityValue other)
        {
            (BigInteger left, BigInteger right, _) = Align(other);
            return left.CompareTo(right);
        }

        public QuantityValue Plus(QuantityValue other, int sign)
        {
            (BigInteger left, BigInteger right, int common) = Align(other);
            return new(left + sign * right, common);
        }

        public double ToDouble() => scale >= 0 ? (double)value / Math.Pow(10, scale) : (double)value * Math.Pow(10, -scale);

        public long? ToInteger()
        {
            BigInteger whole = value;
            if (scale > 0)
            {
                whole = BigInteger.DivRem(value, BigInteger.Pow(10, scale), out BigInteger rest);
                if (!rest.IsZero) return null;
            }
            else if (scale < 0)
            {
                whole *= BigInteger.Pow(10, -scale);
            }
            return whole > long.MaxValue || whole < long.MinValue ? null : (long)whole;
        }

        public override bool IsEqualTo(CelOpaque other) => CompareTo((QuantityValue)other) == 0;

        public override string ToString() => ToDouble().ToString(CultureInfo.InvariantCulture);

        private (BigInteger Left, BigInteger Right, int Scale) Align(QuantityValue other)
        {
            int common = Math.Max(scale, other.Scale);
            return (value * BigInteger.Pow(10, common - scale), other.Value * BigInteger.Pow(10, common - other.Scale), common);
        }
    }
}
