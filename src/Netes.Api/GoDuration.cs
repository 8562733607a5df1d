using System.Globalization;
using System.Text;
using Netes.Api.Json;

namespace Netes.Api;

/// <summary>Durations in Go's notation: <c>1h2m3.5s</c>.</summary>
public static class GoDuration
{
    private static readonly (string Unit, decimal Ticks)[] Units =
    [
        ("ns", 0.01m), ("us", 10m), ("µs", 10m), ("μs", 10m), ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour),
    ];

    /// <exception cref="ApiDecodeException">The text is not a duration.</exception>
    public static TimeSpan Parse(string text)
    {
        int i = 0;
        bool negative = false;
        if (text.Length > 0 && text[0] is '+' or '-') negative = text[i++] == '-';
        if (text.AsSpan(i).SequenceEqual("0")) return TimeSpan.Zero;
        if (i == text.Length) throw Invalid(text);
        decimal ticks = 0;
        while (i < text.Length)
        {
            int start = i;
            while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] == '.')) i++;
            if (!decimal.TryParse(text.AsSpan(start, i - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)) throw Invalid(text);
            start = i;
            while (i < text.Length && text[i] != '.' && !char.IsAsciiDigit(text[i])) i++;
            string unit = text[start..i];
            if (unit.Length == 0) throw new ApiDecodeException($"time: missing unit in duration \"{text}\"");
            int found = Array.FindIndex(Units, u => u.Unit == unit);
            if (found < 0) throw new ApiDecodeException($"time: unknown unit \"{unit}\" in duration \"{text}\"");
            ticks += number * Units[found].Ticks;
            if (ticks > long.MaxValue) throw Invalid(text);
        }
        return TimeSpan.FromTicks((long)(negative ? -ticks : ticks));
    }

    private static ApiDecodeException Invalid(string text) => new($"time: invalid duration \"{text}\"");

    public static string Format(TimeSpan value)
    {
        if (value == TimeSpan.Zero) return "0s";
        var text = new StringBuilder();
        if (value < TimeSpan.Zero) text.Append('-');
        decimal ticks = Math.Abs((decimal)value.Ticks);
        if (ticks < TimeSpan.TicksPerSecond)
        {
            var (unit, scale) = ticks >= TimeSpan.TicksPerMillisecond ? ("ms", (decimal)TimeSpan.TicksPerMillisecond) : ticks >= 10 ? ("µs", 10m) : ("ns", 0.01m);
            return text.Append(Number(ticks / scale)).Append(unit).ToString();
        }
        long hours = (long)(ticks / TimeSpan.TicksPerHour);
        long minutes = (long)(ticks % TimeSpan.TicksPerHour / TimeSpan.TicksPerMinute);
        if (hours > 0) text.Append(CultureInfo.InvariantCulture, $"{hours}h");
        if (hours > 0 || minutes > 0) text.Append(CultureInfo.InvariantCulture, $"{minutes}m");
        return text.Append(Number(ticks % TimeSpan.TicksPerMinute / TimeSpan.TicksPerSecond)).Append('s').ToString();
    }

    private static string Number(decimal value) => value.ToString("0.#######", CultureInfo.InvariantCulture);
}
