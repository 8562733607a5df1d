using System.Globalization;
using System.Text;

namespace Netes.Cel;

/// <summary>Strings counted in code points, and values shown as text.</summary>
internal static class CelText
{
    /// <summary>The number of code points.</summary>
    public static int Length(string text)
    {
        int count = text.Length;
        foreach (char c in text)
        {
            if (char.IsLowSurrogate(c)) count--;
        }
        return count;
    }

    /// <summary>By code points, which is the order of UTF-8 too.</summary>
    public static int Compare(string left, string right)
    {
        int length = Math.Min(left.Length, right.Length);
        for (int i = 0; i < length; i++)
        {
            char l = left[i], r = right[i];
            if (l == r) continue;
            bool leftPair = char.IsSurrogate(l), rightPair = char.IsSurrogate(r);
            return leftPair == rightPair ? l - r : leftPair ? 1 : -1;
        }
        return left.Length - right.Length;
    }

    /// <summary>Code points, each as an own string.</summary>
    public static int[] CodePoints(string text)
    {
        int[] points = new int[Length(text)];
        int i = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (i < points.Length) points[i++] = rune.Value;
        }
        return points;
    }

    /// <summary>As Go writes a float in its shortest form: <c>1e+06</c>, <c>0.1</c>, <c>+Inf</c>.</summary>
    public static string FormatDouble(double value)
    {
        if (double.IsNaN(value)) return "NaN";
        if (double.IsInfinity(value)) return value > 0 ? "+Inf" : "-Inf";
        if (value == 0) return double.IsNegative(value) ? "-0" : "0";
        string shortest = value.ToString("R", CultureInfo.InvariantCulture);
        (string sign, string digits, int exponent) = Decompose(shortest);
        if (exponent is < -4 or >= 6)
        {
            string mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
            int magnitude = Math.Abs(exponent);
            return $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{(magnitude < 10 ? "0" : "")}{magnitude}";
        }
        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        if (digits.Length <= exponent + 1) return $"{sign}{digits}{new string('0', exponent + 1 - digits.Length)}";
        return $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    /// <summary>A value as messages and <c>%v</c> show it.</summary>
    public static string Describe(in CelValue value) => value.Kind switch
    {
        CelKind.Null => "null",
        CelKind.Bool => value.AsBool ? "true" : "false",
        CelKind.Int => value.AsInt.ToString(CultureInfo.InvariantCulture),
        CelKind.Uint => value.AsUint.ToString(CultureInfo.InvariantCulture),
        CelKind.Double => FormatDouble(value.AsDouble),
        CelKind.String => value.AsString,
        CelKind.Bytes => Encoding.UTF8.GetString(value.AsBytes),
        CelKind.Duration => CelTime.FormatDuration(value.AsDuration),
        CelKind.Timestamp => CelTime.FormatTimestamp(value),
        CelKind.List => DescribeList(value.AsList),
        CelKind.Map => DescribeMap(value.AsMap),
        CelKind.Type => value.AsType.Name,
        CelKind.Optional => value.TryGetOptional(out CelValue inner) ? $"optional({Describe(inner)})" : "optional.none()",
        CelKind.Opaque => value.AsOpaque.ToString() ?? "",
        _ => value.ErrorMessage,
    };

    private static (string Sign, string Digits, int Exponent) Decompose(string shortest)
    {
        string sign = shortest.StartsWith('-') ? "-" : "";
        string text = shortest[sign.Length..];
        int e = text.IndexOf('E', StringComparison.Ordinal);
        int exponent = e < 0 ? 0 : int.Parse(text[(e + 1)..], CultureInfo.InvariantCulture);
        string mantissa = e < 0 ? text : text[..e];
        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        exponent += (point < 0 ? mantissa.Length : point) - 1;
        int zeros = digits.Length - digits.TrimStart('0').Length;
        digits = digits[zeros..].TrimEnd('0');
        return (sign, digits.Length == 0 ? "0" : digits, exponent - zeros);
    }

    private static string DescribeList(CelList list)
    {
        var text = new StringBuilder("[");
        for (int i = 0; i < list.Count; i++) text.Append(i > 0 ? ", " : "").Append(Describe(list[i]));
        return text.Append(']').ToString();
    }

    private static string DescribeMap(CelMap map)
    {
        var text = new StringBuilder("{");
        foreach (KeyValuePair<CelValue, CelValue> entry in map)
        {
            if (text.Length > 1) text.Append(", ");
            text.Append(Describe(entry.Key)).Append(": ").Append(Describe(entry.Value));
        }
        return text.Append('}').ToString();
    }
}
