using System.Globalization;
using Netes.Api.Json;

namespace Netes.Api;

/// <summary>Times as the API writes them: RFC 3339 in UTC, in whole seconds (Time) or microseconds (MicroTime).</summary>
public static class ApiTime
{
    internal const int MaxLength = 32;

    /// <exception cref="ApiDecodeException">The text is not an RFC 3339 time.</exception>
    public static DateTime Parse(string text) => TryParse(text, out var time) ? time : throw new ApiDecodeException(Describe(text));

    public static bool TryParse(string text, out DateTime time)
    {
        time = default;
        // DateTimeOffset accepts more than RFC 3339 does, so the shape is checked first.
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') return false;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)) return false;
        if (text[^1] != 'Z' && text[^6] is not ('+' or '-')) return false;
        time = parsed.UtcDateTime;
        return true;
    }

    private static string Describe(string text)
    {
        int digits = 0;
        while (digits < text.Length && digits < 4 && char.IsAsciiDigit(text[digits])) digits++;
        (int at, string expected) = digits < 4 ? (0, "2006")
            : text.Length < 5 || text[4] != '-' ? (4, "-")
            : text.Length < 7 ? (5, "01")
            : text.Length < 8 || text[7] != '-' ? (7, "-")
            : text.Length < 10 ? (8, "02")
            : text.Length < 11 || text[10] != 'T' ? (10, "T")
            : text.Length < 19 ? (11, "15") : (19, "Z07:00");
        return $"parsing time {Quote(text)} as \"2006-01-02T15:04:05Z07:00\": cannot parse {Quote(text[Math.Min(at, text.Length)..])} as {Quote(expected)}";
    }

    private static string Quote(string text) => $"\"{text}\"";

    internal static int Format(DateTime time, Span<byte> utf8, bool micro)
    {
        time.TryFormat(utf8, out int written, micro ? "yyyy-MM-ddTHH:mm:ss.ffffffZ" : "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return written;
    }

    public static string Format(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
