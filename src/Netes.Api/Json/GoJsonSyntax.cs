using System.Globalization;

namespace Netes.Api.Json;

/// <summary>Says what is wrong with malformed JSON in the words of Go's encoding/json, which users of kube-apiserver know.</summary>
public static class GoJsonSyntax
{
    /// <summary>The error, or a general one when this scanner finds none (such as too deep nesting).</summary>
    public static string Describe(ReadOnlySpan<byte> json) => Find(json) ?? "exceeded max depth";

    /// <summary>The first syntax error; null for well-formed JSON of any depth.</summary>
    public static string? Find(ReadOnlySpan<byte> json)
    {
        var scanner = new Scanner(json);
        return scanner.Run();
    }

    private ref struct Scanner(ReadOnlySpan<byte> json)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private int _at;

        public string? Run()
        {
            // Nesting is kept in a list of brackets, not on the call stack: the input may be hostile.
            var open = new Stack<byte>();
            bool needValue = true;
            while (true)
            {
                SkipSpace();
                if (needValue)
                {
                    if (End) return EndOfInput;
                    byte c = _json[_at];
                    if (c is (byte)'{' or (byte)'[')
                    {
                        _at++;
                        open.Push(c);
                        SkipSpace();
                        if (End) return EndOfInput;
                        if (c == '{')
                        {
                            if (_json[_at] == '}') { _at++; open.Pop(); needValue = false; }
                            else if (Key() is { } keyError) return keyError;
                        }
                        else if (_json[_at] == ']') { _at++; open.Pop(); needValue = false; }
                        continue;
                    }
                    if (Scalar() is { } error) return error;
                    needValue = false;
                    continue;
                }
                if (open.Count == 0) return End ? null : Invalid("after top-level value");
                if (End) return EndOfInput;
                byte next = _json[_at];
                if (open.Peek() == '{')
                {
                    if (next == '}') { _at++; open.Pop(); continue; }
                    if (next != ',') return Invalid("after object key:value pair");
                    _at++;
                    SkipSpace();
                    if (End) return EndOfInput;
                    if (Key() is { } error) return error;
                }
                else
                {
                    if (next == ']') { _at++; open.Pop(); continue; }
                    if (next != ',') return Invalid("after array element");
                    _at++;
                }
                needValue = true;
            }
        }

        private const string EndOfInput = "unexpected end of JSON input";

        private readonly bool End => _at >= _json.Length;

        private void SkipSpace()
        {
            while (!End && _json[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') _at++;
        }

        private string? Key()
        {
            if (_json[_at] != '"') return Invalid("looking for beginning of object key string");
            if (String() is { } error) return error;
            SkipSpace();
            if (End) return EndOfInput;
            if (_json[_at] != ':') return Invalid("after object key");
            _at++;
            return null;
        }

        private string? Scalar() => _json[_at] switch
        {
            (byte)'"' => String(),
            (byte)'t' => Literal("true"),
            (byte)'f' => Literal("false"),
            (byte)'n' => Literal("null"),
            (byte)'-' or >= (byte)'0' and <= (byte)'9' => Number(),
            _ => Invalid("looking for beginning of value"),
        };

        private string? Literal(string word)
        {
            for (int i = 1; i < word.Length; i++)
            {
                _at++;
                if (End) return EndOfInput;
                if (_json[_at] != word[i]) return Invalid($"in literal {word} (expecting '{word[i]}')");
            }
            _at++;
            return null;
        }

        private string? String()
        {
            _at++;
            for (; !End; _at++)
            {
                byte c = _json[_at];
                if (c == '"') { _at++; return null; }
                if (c < 0x20) return Invalid("in string literal");
                if (c != '\\') continue;
                _at++;
                if (End) break;
                if (_json[_at] == 'u')
                {
                    for (int i = 0; i < 4; i++)
                    {
                        _at++;
                        if (End) return EndOfInput;
                        if (!char.IsAsciiHexDigit((char)_json[_at])) return Invalid("in \\u hexadecimal character escape");
                    }
                }
                else if (!"\"\\/bfnrt".Contains((char)_json[_at])) return Invalid("in string escape code");
            }
            return EndOfInput;
        }

        private string? Number()
        {
            if (_json[_at] == '-') _at++;
            if (End) return EndOfInput;
            if (_json[_at] == '0') _at++;
            else if (Digits("in numeric literal") is { } error) return error;
            if (!End && _json[_at] == '.')
            {
                _at++;
                if (Digits("after decimal point in numeric literal") is { } error) return error;
            }
            if (!End && _json[_at] is (byte)'e' or (byte)'E')
            {
                _at++;
                if (!End && _json[_at] is (byte)'+' or (byte)'-') _at++;
                if (Digits("in exponent of numeric literal") is { } error) return error;
            }
            return null;
        }

        private string? Digits(string where)
        {
            if (End) return EndOfInput;
            if (!char.IsAsciiDigit((char)_json[_at])) return Invalid(where);
            while (!End && char.IsAsciiDigit((char)_json[_at])) _at++;
            return null;
        }

        private readonly string Invalid(string where)
        {
            byte c = _json[_at];
            string shown = c switch
            {
                (byte)'\'' => "'\\''",
                (byte)'"' => "'\"'",
                (byte)'\n' => "'\\n'",
                (byte)'\r' => "'\\r'",
                (byte)'\t' => "'\\t'",
                < 0x20 or 0x7f => $"'\\x{c.ToString("x2", CultureInfo.InvariantCulture)}'",
                _ => $"'{(char)c}'",
            };
            return $"invalid character {shown} {where}";
        }
    }
}
