using Netes.Api.Validation;
using System.Globalization;

namespace Netes.ApiServer.Http;

/// <summary>Query parameters as Go's conversions read them, with Go's words for what can't be read.</summary>
internal static class QueryValues
{
    /// <summary>A Boolean parameter: present without a value, or with anything but "false" and "0", is true.</summary>
    public static bool IsTrue(string? value) => value is null or "" or not ("false" or "0" or "False" or "FALSE" or "f" or "F");

    /// <summary>A 64-bit integer parameter.</summary>
    /// <exception cref="ApiException">BadRequest with the text of Go's strconv.</exception>
    public static long ParseInt64(string value)
    {
        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long parsed)) return parsed;
        bool digits = value.TrimStart('-', '+') is { Length: > 0 } rest && rest.All(char.IsAsciiDigit);
        throw ApiErrors.BadRequest($"strconv.ParseInt: parsing {GoValue.Quote(value)}: {(digits ? "value out of range" : "invalid syntax")}");
    }

    /// <summary>A Go duration such as "1m30s", or null when it is none.</summary>
    public static TimeSpan? ParseDuration(string value)
    {
        if (value == "0") return TimeSpan.Zero;
        bool negative = value.StartsWith('-');
        int i = negative || value.StartsWith('+') ? 1 : 0;
        if (i == value.Length) return null;
        double seconds = 0;
        while (i < value.Length)
        {
            int start = i;
            while (i < value.Length && (char.IsAsciiDigit(value[i]) || value[i] == '.')) i++;
            if (!double.TryParse(value.AsSpan(start, i - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number))
                return null;
            int unit = i;
            while (i < value.Length && !char.IsAsciiDigit(value[i]) && value[i] != '.') i++;
            double factor = value[unit..i] switch
            {
                "ns" => 1e-9,
                "us" or "µs" or "μs" => 1e-6,
                "ms" => 1e-3,
                "s" => 1,
                "m" => 60,
                "h" => 3600,
                _ => double.NaN,
            };
            if (double.IsNaN(factor)) return null;
            seconds += number * factor;
        }
        return TimeSpan.FromSeconds(negative ? -seconds : seconds);
    }
}
