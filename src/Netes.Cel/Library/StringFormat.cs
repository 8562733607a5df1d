using System.Globalization;
using System.Numerics;
using System.Text;

namespace Netes.Cel.Library;

/// <summary><c>'%s is %d'.format([a, b])</c>: clauses s, d, f, e, b, x, X, o with a precision where it applies.</summary>
internal static class StringFormat
{
    private const int MaxPrecision = 1000;

    public static CelValue Format(string format, CelList arguments)
    {
        var result = new StringBuilder();
        int used = 0;
        for (int i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                result.Append(format[i]);
                continue;
            }
            if (++i >= format.Length) return CelValue.Error("unexpected end of format string");
            if (format[i] == '%')
            {
                result.Append('%');
                continue;
            }
            int precision = 6;
            bool hasPrecision = format[i] == '.';
            if (hasPrecision)
            {
                int start = ++i;
                while (i < format.Length && char.IsAsciiDigit(format[i])) i++;
                if (i >= format.Length) return CelValue.Error("error while parsing precision: could not find end of precision specifier");
                if (!int.TryParse(format.AsSpan(start, i - start), NumberStyles.None, CultureInfo.InvariantCulture, out precision) || precision > MaxPrecision)
                    return CelValue.Error($"error while parsing precision: error while converting precision to integer: {format[start..i]}");
            }
            if (used >= arguments.Count) return CelValue.Error($"index {used} out of range");
            CelValue argument = arguments[used++];
            (string? text, string problem) = Clause(format[i], argument, precision);
            if (text is null) return CelValue.Error(problem.Length > 0 ? problem : $"could not parse formatting clause: unrecognized formatting clause \"{format[i]}\"");
            result.Append(text);
        }
        return CelValue.String(result.ToString());
    }

    private static (string? Text, string Problem) Clause(char clause, in CelValue value, int precision)
    {
        switch (clause)
        {
            case 's':
                return Text(value) is { } text ? (text, "") : (null, $"error during formatting: string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given {value.RuntimeType.Name}");
            case 'd':
                if (value.Kind is CelKind.Int or CelKind.Uint) return (value.ToString(), "");
                if (value.Kind == CelKind.Double && !double.IsFinite(value.AsDouble)) return (NotFinite(value.AsDouble), "");
                return (null, $"error during formatting: decimal clause can only be used on integers, was given {value.RuntimeType.Name}");
            case 'f' or 'e':
                double number;
                if (value.Kind is CelKind.Int) number = value.AsInt;
                else if (value.Kind is CelKind.Uint) number = value.AsUint;
                else if (value.Kind is CelKind.Double) number = value.AsDouble;
                else return (null, $"error during formatting: {(clause == 'f' ? "fixed-point" : "scientific")} clause can only be used on doubles, was given {value.RuntimeType.Name}");
                if (!double.IsFinite(number)) return (NotFinite(number), "");
                return (clause == 'f' ? number.ToString("F" + precision, CultureInfo.InvariantCulture) : Scientific(number, precision), "");
            case 'b':
                if (value.Kind == CelKind.Bool) return (value.AsBool ? "1" : "0", "");
                if (value.Kind is CelKind.Int or CelKind.Uint) return (Radix(value, 2), "");
                return (null, $"error during formatting: only integers and bools can be formatted as binary, was given {value.RuntimeType.Name}");
            case 'x' or 'X':
                string? hex = value.Kind switch
                {
                    CelKind.Int or CelKind.Uint => Radix(value, 16),
                    CelKind.String => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(value.AsString)),
                    CelKind.Bytes => Convert.ToHexStringLower(value.AsBytes),
                    _ => null,
                };
                return hex is null
                    ? (null, $"error during formatting: only integers, byte buffers, and strings can be formatted as hex, was given {value.RuntimeType.Name}")
                    : (clause == 'X' ? hex.ToUpperInvariant() : hex, "");
            case 'o':
                if (value.Kind is CelKind.Int or CelKind.Uint) return (Radix(value, 8), "");
                return (null, $"error during formatting: octal clause can only be used on integers, was given {value.RuntimeType.Name}");
            default:
                return (null, "");
        }
    }

    private static string NotFinite(double number) => double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";

    private static string Scientific(double number, int precision)
    {
        string text = number.ToString("e" + precision, CultureInfo.InvariantCulture);
        int e = text.IndexOf('e', StringComparison.Ordinal);
        return $"{text[..(e + 2)]}{text[(e + 2)..].TrimStart('0').PadLeft(2, '0')}";
    }

    private static string Radix(in CelValue value, int radix)
    {
        Int128 number = value.Kind == CelKind.Int ? value.AsInt : (Int128)value.AsUint;
        bool negative = number < 0;
        if (negative) number = -number;
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, "0123456789abcdef"[(int)(number % radix)]);
            number /= radix;
        }
        while (number > 0);
        return (negative ? "-" : "") + digits;
    }

    private static string? Text(in CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.Null or CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.String or CelKind.Bytes or CelKind.Duration or CelKind.Timestamp
                or CelKind.Type:
                return value.ToString();
            case CelKind.Double:
                return double.IsFinite(value.AsDouble) ? Plain(value.AsDouble) : NotFinite(value.AsDouble);
            case CelKind.List:
                var list = new List<string>();
                for (int i = 0; i < value.AsList.Count; i++)
                {
                    if (Text(value.AsList[i]) is not { } element) return null;
                    list.Add(element);
                }
                return $"[{string.Join(", ", list)}]";
            case CelKind.Map:
                var entries = new SortedDictionary<string, string>(StringComparer.Ordinal);
                foreach (KeyValuePair<CelValue, CelValue> entry in value.AsMap)
                {
                    if (Text(entry.Key) is not { } key || Text(entry.Value) is not { } item) return null;
                    entries[key] = item;
                }
                return $"{{{string.Join(", ", entries.Select(e => $"{e.Key}: {e.Value}"))}}}";
            default:
                return null;
        }
    }

    private static string Plain(double number) => CelText.FormatDouble(number);
}
