using System.Globalization;
using System.Text;

namespace Netes.Cel.Syntax;

/// <summary>The values that literals stand for.</summary>
internal static class Literals
{
    /// <summary>Null when the number doesn't fit.</summary>
    public static CelValue? Number(TokenKind kind, string text)
    {
        switch (kind)
        {
            case TokenKind.Float:
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? CelValue.Double(number) : null;
            case TokenKind.Uint:
                text = text[..^1];
                return Magnitude(text, out ulong unsigned) ? CelValue.Uint(unsigned) : null;
            default:
                bool negative = text.StartsWith('-');
                if (!Magnitude(negative ? text[1..] : text, out ulong magnitude)) return null;
                if (negative) return magnitude <= 1UL << 63 ? CelValue.Int(unchecked(-(long)magnitude)) : null;
                return magnitude <= long.MaxValue ? CelValue.Int((long)magnitude) : null;
        }
    }

    /// <param name="token">With prefix and quotes.</param>
    /// <param name="isBytes">Whether <c>\x</c> and octal escapes are bytes.</param>
    /// <param name="value">The string or bytes.</param>
    /// <returns>False when an escape is wrong.</returns>
    public static bool Text(string token, bool isBytes, out CelValue value)
    {
        int quote = token.AsSpan().IndexOfAny('"', '\'');
        bool raw = token.AsSpan(0, quote).ContainsAny('r', 'R');
        int marks = token.Length - quote >= 6 && token[quote + 1] == token[quote] && token[quote + 2] == token[quote] ? 3 : 1;
        string body = token[(quote + marks)..^marks].Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        value = default;
        if (raw || !body.Contains('\\', StringComparison.Ordinal))
        {
            value = isBytes ? CelValue.Bytes(Encoding.UTF8.GetBytes(body)) : CelValue.String(body);
            return true;
        }
        using var bytes = new MemoryStream();
        Span<byte> utf8 = stackalloc byte[4];
        int at = 0;
        while (at < body.Length)
        {
            if (body[at] != '\\')
            {
                Rune.DecodeFromUtf16(body.AsSpan(at), out Rune rune, out int length);
                bytes.Write(utf8[..rune.EncodeToUtf8(utf8)]);
                at += length;
                continue;
            }
            if (++at >= body.Length) return false;
            char c = body[at++];
            int simple = "abfnrtv\\'\"`?".IndexOf(c, StringComparison.Ordinal);
            if (simple >= 0)
            {
                bytes.WriteByte((byte)"\a\b\f\n\r\t\v\\'\"`?"[simple]);
                continue;
            }
            (int digits, int radix) = c switch
            {
                'x' or 'X' => (2, 16),
                'u' when !isBytes => (4, 16),
                'U' when !isBytes => (8, 16),
                >= '0' and <= '3' => (2, 8),
                _ => (0, 0),
            };
            if (digits == 0 || at + digits > body.Length) return false;
            long code = radix == 8 ? c - '0' : 0;
            for (int i = 0; i < digits; i++, at++)
            {
                int digit = char.IsAsciiHexDigit(body[at]) ? Convert.ToInt32(body[at].ToString(), 16) : 99;
                if (digit >= radix) return false;
                code = code * radix + digit;
            }
            if (isBytes) bytes.WriteByte((byte)code);
            else if (code <= 0x10FFFF && Rune.TryCreate((int)code, out Rune escaped)) bytes.Write(utf8[..escaped.EncodeToUtf8(utf8)]);
            else return false;
        }
        value = isBytes ? CelValue.Bytes(bytes.ToArray()) : CelValue.String(Encoding.UTF8.GetString(bytes.ToArray()));
        return true;
    }

    private static bool Magnitude(string text, out ulong value) => text.StartsWith("0x", StringComparison.Ordinal)
        ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
        : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
