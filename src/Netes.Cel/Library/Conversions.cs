using System.Globalization;
using System.Text;

namespace Netes.Cel.Library;

/// <summary>Conversions between types, by the name of the type wanted.</summary>
internal static class Conversions
{
    private const string IntOverflow = "integer overflow";
    private const string UintOverflow = "unsigned integer overflow";

    public static void AddTo(CelLibrary library)
    {
        CelType a = CelType.Parameter("A");
        library.Global("type", "type", [a], CelType.TypeOf(a), args => CelValue.Type(args[0].RuntimeType));
        library.Global("dyn", "to_dyn", [a], CelType.Dyn, args => args[0]);
        Convert(library, "bool", CelType.Bool, [CelType.Bool, CelType.String], ToBool);
        Convert(library, "bytes", CelType.Bytes, [CelType.Bytes, CelType.String], value => value.Kind == CelKind.Bytes ? value : CelValue.Bytes(Encoding.UTF8.GetBytes(value.AsString)));
        Convert(library, "double", CelType.Double, [CelType.Double, CelType.Int, CelType.String, CelType.Uint], ToDouble);
        Convert(library, "duration", CelType.Duration, [CelType.Duration, CelType.Int, CelType.String], ToDuration);
        Convert(library, "int", CelType.Int, [CelType.Int, CelType.Double, CelType.Duration, CelType.String, CelType.Timestamp, CelType.Uint], ToInt);
        Convert(library, "string", CelType.String,
            [CelType.String, CelType.Bool, CelType.Bytes, CelType.Double, CelType.Duration, CelType.Int, CelType.Timestamp, CelType.Uint], ToText);
        Convert(library, "timestamp", CelType.Timestamp, [CelType.Timestamp, CelType.Int, CelType.String], ToTimestamp);
        Convert(library, "uint", CelType.Uint, [CelType.Uint, CelType.Double, CelType.Int, CelType.String], ToUint);
    }

    private static void Convert(CelLibrary library, string function, CelType result, CelType[] sources, Func<CelValue, CelValue> convert)
    {
        foreach (CelType source in sources)
            library.Global(function, $"{StandardLibrary.ShortName(source)}_to_{StandardLibrary.ShortName(result)}", [source], result, args => convert(args[0]));
    }

    private static CelValue ToBool(CelValue value)
    {
        if (value.Kind == CelKind.Bool) return value;
        return value.AsString switch
        {
            "1" or "t" or "T" or "true" or "TRUE" or "True" => CelValue.True,
            "0" or "f" or "F" or "false" or "FALSE" or "False" => CelValue.False,
            _ => CelValue.Error($"strconv.ParseBool: parsing \"{value.AsString}\": invalid syntax"),
        };
    }

    private static CelValue ToDouble(CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.Int: return CelValue.Double(value.AsInt);
            case CelKind.Uint: return CelValue.Double(value.AsUint);
            case CelKind.Double: return value;
        }
        string text = value.AsString;
        string bare = text.TrimStart('+', '-').ToLowerInvariant();
        if (bare is "inf" or "infinity") return CelValue.Double(text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity);
        if (text.ToLowerInvariant() == "nan") return CelValue.Double(double.NaN);
        return double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double parsed)
            && double.IsFinite(parsed)
            ? CelValue.Double(parsed)
            : CelValue.Error($"strconv.ParseFloat: parsing \"{text}\": invalid syntax");
    }

    private static CelValue ToDuration(CelValue value) => value.Kind switch
    {
        CelKind.Duration => value,
        CelKind.Int => CelValue.Duration(value.AsInt),
        _ => CelTime.ParseDuration(value.AsString) is { } duration ? CelValue.Duration(duration) : CelValue.Error($"time: invalid duration \"{value.AsString}\""),
    };

    private static CelValue ToInt(CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.Uint: return value.AsUint > long.MaxValue ? CelValue.Error(IntOverflow) : CelValue.Int((long)value.AsUint);
            case CelKind.Double:
                double number = value.AsDouble;
                return number > -9223372036854775808.0 && number < 9223372036854775808.0 ? CelValue.Int((long)number) : CelValue.Error(IntOverflow);
            case CelKind.Duration: return CelValue.Int(value.AsDuration);
            case CelKind.Timestamp: return CelValue.Int(value.AsTimestamp.Seconds);
            case CelKind.String:
                return long.TryParse(value.AsString, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long parsed)
                    ? CelValue.Int(parsed)
                    : CelValue.Error($"strconv.ParseInt: parsing \"{value.AsString}\": invalid syntax");
            default: return value;
        }
    }

    private static CelValue ToUint(CelValue value)
    {
        switch (value.Kind)
        {
            case CelKind.Int: return value.AsInt < 0 ? CelValue.Error(UintOverflow) : CelValue.Uint((ulong)value.AsInt);
            case CelKind.Double:
                double number = value.AsDouble;
                return number >= 0 && number < 18446744073709551616.0 ? CelValue.Uint((ulong)number) : CelValue.Error(UintOverflow);
            case CelKind.String:
                return ulong.TryParse(value.AsString, NumberStyles.None, CultureInfo.InvariantCulture, out ulong parsed)
                    ? CelValue.Uint(parsed)
                    : CelValue.Error($"strconv.ParseUint: parsing \"{value.AsString}\": invalid syntax");
            default: return value;
        }
    }

    private static CelValue ToText(CelValue value)
    {
        if (value.Kind != CelKind.Bytes) return CelValue.String(CelText.Describe(value));
        try
        {
            return CelValue.String(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(value.AsBytes));
        }
        catch (DecoderFallbackException)
        {
            return CelValue.Error("invalid UTF-8 in bytes, cannot convert to string");
        }
    }

    private static CelValue ToTimestamp(CelValue value) => value.Kind switch
    {
        CelKind.Timestamp => value,
        CelKind.Int => value.AsInt is < CelTime.MinSeconds or > CelTime.MaxSeconds ? CelValue.Error("timestamp overflow") : CelValue.Timestamp(value.AsInt, 0),
        _ => CelTime.ParseTimestamp(value.AsString) ?? CelValue.Error($"parsing time \"{value.AsString}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse"),
    };
}
