using System.Globalization;

namespace Netes.Cel.Library;

/// <summary><c>getFullYear</c> and the like, in UTC or in a named zone.</summary>
internal static class TimeAccessors
{
    public static void AddTo(CelLibrary library)
    {
        Field(library, "getFullYear", "year", time => time.Year);
        Field(library, "getMonth", "month", time => time.Month - 1);
        Field(library, "getDayOfYear", "day_of_year", time => time.DayOfYear - 1);
        Field(library, "getDayOfMonth", "day_of_month", time => time.Day - 1);
        Field(library, "getDate", "day_of_month_1_based", time => time.Day);
        Field(library, "getDayOfWeek", "day_of_week", time => (int)time.DayOfWeek);
        Field(library, "getHours", "hours", time => time.Hour);
        Field(library, "getMinutes", "minutes", time => time.Minute);
        Field(library, "getSeconds", "seconds", time => time.Second);
        Field(library, "getMilliseconds", "milliseconds", time => time.Millisecond);
        Length(library, "getHours", "hours", 3_600_000_000_000);
        Length(library, "getMinutes", "minutes", 60_000_000_000);
        Length(library, "getSeconds", "seconds", 1_000_000_000);
        library.Member("getMilliseconds", "duration_to_milliseconds", [CelType.Duration], CelType.Int,
            args => CelValue.Int(args[0].AsDuration / 1_000_000 % 1000));
    }

    private static void Length(CelLibrary library, string function, string name, long unit) =>
        library.Member(function, $"duration_to_{name}", [CelType.Duration], CelType.Int, args => CelValue.Int(args[0].AsDuration / unit));

    private static void Field(CelLibrary library, string function, string name, Func<DateTime, int> field)
    {
        library.Member(function, $"timestamp_to_{name}", [CelType.Timestamp], CelType.Int, args => CelValue.Int(field(Utc(args[0]))));
        library.Member(function, $"timestamp_to_{name}_with_tz", [CelType.Timestamp, CelType.String], CelType.Int,
            args => Offset(args[1].AsString, Utc(args[0])) is { } offset ? CelValue.Int(field(Shifted(Utc(args[0]), offset))) : CelValue.Error($"unknown time zone {args[1].AsString}"));
    }

    private static DateTime Utc(in CelValue value)
    {
        (long seconds, int nanoseconds) = value.AsTimestamp;
        return DateTime.UnixEpoch.AddSeconds(seconds).AddTicks(nanoseconds / 100);
    }

    private static DateTime Shifted(DateTime time, TimeSpan by)
    {
        long ticks = time.Ticks + by.Ticks;
        return new(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc);
    }

    /// <summary><c>UTC</c>, <c>-08:00</c> or <c>America/New_York</c>.</summary>
    private static TimeSpan? Offset(string zone, DateTime utc)
    {
        int colon = zone.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0)
        {
            bool negative = zone.StartsWith('-');
            if (!int.TryParse(zone.AsSpan(0, colon).TrimStart("+-"), NumberStyles.None, CultureInfo.InvariantCulture, out int hours)
                || !int.TryParse(zone.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)) return null;
            TimeSpan offset = new(hours, minutes, 0);
            return negative ? -offset : offset;
        }
        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? found) ? found.GetUtcOffset(utc) : null;
    }
}
