using System.Globalization;
using Netes.Api.Validation;

namespace Netes.ApiServer.Validation.Batch;

/// <summary>How often, in the notation of cron: five fields, or a word such as <c>@daily</c>.</summary>
internal static class CronScheduleRules
{
    private static readonly string[] Words = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private static readonly (int Low, int High, string[] Names)[] Bounds =
        [(0, 59, []), (0, 23, []), (1, 31, []), (1, 12, Months), (0, 6, Days)];

    public static void Validate(ErrorList errors, string schedule, FieldPath path)
    {
        if (schedule.Contains("TZ", StringComparison.Ordinal))
            errors.Add(FieldError.Invalid(path, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"));
        else if (Mistake(schedule) is { } mistake) errors.Add(FieldError.Invalid(path, schedule, mistake));
    }

    public static void TimeZone(ErrorList errors, string? zone, FieldPath path)
    {
        if (zone is null) return;
        if (zone.Length == 0) errors.Add(FieldError.Invalid(path, zone, "timeZone must be nil or non-empty string"));
        else if (zone.Equals("Local", StringComparison.OrdinalIgnoreCase))
            errors.Add(FieldError.Invalid(path, zone, "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"));
        else if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) errors.Add(FieldError.Invalid(path, zone, "unknown time zone " + zone));
    }

    private static string? Mistake(string schedule)
    {
        if (schedule.StartsWith('@'))
        {
            return Words.Contains(schedule) || schedule.StartsWith("@every ", StringComparison.Ordinal)
                ? null : "unrecognized descriptor: " + schedule;
        }
        var fields = schedule.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5) return $"expected exactly 5 fields, found {fields.Length}: [{string.Join(' ', fields)}]";
        for (var i = 0; i < fields.Length; i++)
        {
            foreach (var part in fields[i].Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                if (Range(part, Bounds[i]) is { } mistake) return mistake;
            }
        }
        return null;
    }

    private static string? Range(string text, (int Low, int High, string[] Names) bounds)
    {
        var steps = text.Split('/');
        if (steps.Length > 2) return "too many slashes: " + text;
        if (steps.Length == 2)
        {
            if (!Number(steps[1], [], 0, out var step)) return $"failed to parse int from {steps[1]}: strconv.Atoi: parsing \"{steps[1]}\": invalid syntax";
            if (step == 0) return "step of range should be a positive number: " + text;
        }
        if (steps[0] is "*" or "?") return null;
        var ends = steps[0].Split('-');
        if (ends.Length > 2) return "too many hyphens: " + text;
        foreach (var end in ends)
        {
            if (!Number(end, bounds.Names, bounds.Low, out _)) return $"failed to parse int from {end}: strconv.Atoi: parsing \"{end}\": invalid syntax";
        }
        Number(ends[0], bounds.Names, bounds.Low, out var first);
        Number(ends[^1], bounds.Names, bounds.Low, out var last);
        if (first < bounds.Low) return $"beginning of range ({first}) below minimum ({bounds.Low}): {text}";
        if (last > bounds.High) return $"end of range ({last}) above maximum ({bounds.High}): {text}";
        return first > last ? $"beginning of range ({first}) beyond end of range ({last}): {text}" : null;
    }

    private static bool Number(string text, string[] names, int low, out int number)
    {
        number = Array.IndexOf(names, text.ToLowerInvariant()) + low;
        return number >= low && names.Length > 0 && Array.IndexOf(names, text.ToLowerInvariant()) >= 0 ||
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
