using System.Globalization;
using System.Text;

namespace Netes.Cel;

/// <summary>Durations as Go writes them and timestamps as RFC 3339 does.</summary>
public static class CelTime
{
    /// <summary>The first and last second of the years 1 to 9999, counted from 1970.</summary>
    internal const long MinSeconds = -62135596800;

    internal const long MaxSeconds = 253402300799;

    private const long Second = 1_000_000_000;

    /// <summary>Reads <c>1h2m3.5s</c> and the like; null when it isn't a duration.</summary>
    /// <returns>Nanoseconds.</returns>
    public static long? ParseDuration(string text)
    {
        ReadOnlySpan<char> rest = text;
        bool negative = false;
        if (rest.Length > 0 && rest[0] is '+' or '-')
        {
            negative = rest[0] == '-';
            rest = rest[1..];
        }
        if (rest is "0") return 0;
        if (rest.IsEmpty) return null;
        decimal total = 0;
        while (!rest.IsEmpty)
        {
            int digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.')) digits++;
            if (digits is 0 or > 28) return null;
            if (!decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)) return null;
            rest = rest[digits..];
            int letters = 0;
            while (letters < rest.Length && rest[letters] != '.' && !char.IsAsciiDigit(rest[letters])) letters++;
            decimal unit = rest[..letters] switch
            {
                "ns" => 1,
                "us" or "µs" or "μs" => 1_000,
                "ms" => 1_000_000,
                "s" => Second,
                "m" => 60 * Second,
                "h" => 3600 * Second,
                _ => 0,
            };
            if (unit == 0 || number > long.MaxValue) return null;
            total += decimal.Truncate(number * unit);
            if (total > long.MaxValue) return null;
            rest = rest[letters..];
        }
        return (long)(negative ? -total : total);
    }

    /// <summary>As CEL's <c>string(duration)</c>: seconds with a fraction.</summary>
    public static string FormatDuration(long nanoseconds)
    {
        decimal seconds = nanoseconds / (decimal)Second;
        return seconds.ToString("0.#########", CultureInfo.InvariantCulture) + "s";
    }

    /// <summary>Reads an RFC 3339 time; null when it isn't one or lies outside the years 1 to 9999.</summary>
    public static CelValue? ParseTimestamp(string text)
    {
        // 2006-01-02T15:04:05[.999999999](Z|+07:00)
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or 't') || text[13] != ':' || text[16] != ':') return null;
        if (!Number(text, 0, 4, out int year) || !Number(text, 5, 2, out int month) || !Number(text, 8, 2, out int day)
            || !Number(text, 11, 2, out int hour) || !Number(text, 14, 2, out int minute) || !Number(text, 17, 2, out int second)) return null;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return null;
        int at = 19, nanoseconds = 0;
        if (text[at] is '.' or ',')
        {
            int start = ++at, scale = 100_000_000;
            for (; at < text.Length && char.IsAsciiDigit(text[at]); at++, scale /= 10) nanoseconds += (text[at] - '0') * scale;
            if (at == start) return null;
        }
        int offset = 0;
        if (at >= text.Length) return null;
        if (text[at] is 'Z' or 'z')
        {
            if (at + 1 != text.Length) return null;
        }
        else
        {
            if (text[at] is not ('+' or '-') || text.Length != at + 6 || text[at + 3] != ':') return null;
            if (!Number(text, at + 1, 2, out int hours) || !Number(text, at + 4, 2, out int minutes) || hours > 23 || minutes > 59) return null;
            offset = (hours * 3600 + minutes * 60) * (text[at] == '-' ? -1 : 1);
        }
        long seconds = (new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond - offset;
        return seconds is < MinSeconds or > MaxSeconds ? null : CelValue.Timestamp(seconds, nanoseconds);
    }

    /// <summary>RFC 3339 with as many digits of the second's fraction as there are.</summary>
    public static string FormatTimestamp(in CelValue timestamp)
    {
        (long seconds, int nanoseconds) = timestamp.AsTimestamp;
        var text = new StringBuilder(DateTime.UnixEpoch.AddSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture));
        if (nanoseconds > 0) text.Append('.').Append(nanoseconds.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0'));
        return text.Append('Z').ToString();
    }

    private static bool Number(string text, int start, int length, out int number) =>
        int.TryParse(text.AsSpan(start, length), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
