using System.Globalization;

namespace Netes.ApiServer.Printing;

/// <summary>Lengths of time in kubectl's words: two units at most, less of the small one the longer it is.</summary>
internal static class Age
{
    /// <summary>The time since <paramref name="time"/>; "&lt;unknown&gt;" when there is none.</summary>
    public static string Since(DateTime? time, DateTime now) => time is { } then ? Of(now - then) : "<unknown>";

    public static string Of(TimeSpan time)
    {
        var seconds = (long)time.TotalSeconds;
        if (seconds < -1) return "<invalid>";
        if (seconds < 0) return "0s";
        if (seconds < 120) return Text($"{seconds}s");
        var minutes = seconds / 60;
        if (minutes < 10) return seconds % 60 == 0 ? Text($"{minutes}m") : Text($"{minutes}m{seconds % 60}s");
        if (minutes < 180) return Text($"{minutes}m");
        var hours = minutes / 60;
        if (hours < 8) return minutes % 60 == 0 ? Text($"{hours}h") : Text($"{hours}h{minutes % 60}m");
        if (hours < 48) return Text($"{hours}h");
        var days = hours / 24;
        if (days < 8) return hours % 24 == 0 ? Text($"{days}d") : Text($"{days}d{hours % 24}h");
        if (days < 730) return Text($"{days}d");
        var years = days / 365;
        if (years < 8) return days % 365 == 0 ? Text($"{years}y") : Text($"{years}y{days % 365}d");
        return Text($"{years}y");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
