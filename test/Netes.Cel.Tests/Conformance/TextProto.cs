using System.Text;

namespace Netes.Cel.Tests.Conformance;

/// <summary>A message of protobuf's text format: fields in their order, each a text or a message.</summary>
internal sealed class TextMessage
{
    public List<(string Name, string? Text, TextMessage? Message)> Fields { get; } = [];

    public string? Text(string name) => Fields.FirstOrDefault(f => f.Name == name).Text;

    public TextMessage? Message(string name) => Fields.FirstOrDefault(f => f.Name == name).Message;

    public IEnumerable<TextMessage> Messages(string name) => Fields.Where(f => f.Name == name).Select(f => f.Message!);

    public bool Has(string name) => Fields.Any(f => f.Name == name);

    /// <summary>Whether any field within satisfies a condition on its name and text.</summary>
    public bool Any(Func<string, string?, bool> condition) => Fields.Any(f => condition(f.Name, f.Text) || (f.Message?.Any(condition) ?? false));
}

/// <summary>Reads protobuf's text format, as far as the conformance files use it. Strings are kept as Latin-1 bytes.</summary>
internal sealed class TextProto(string text)
{
    private int _at;

    public TextMessage Read()
    {
        var message = new TextMessage();
        while (true)
        {
            Skip();
            if (_at >= text.Length || text[_at] is '}' or '>') return message;
            string name = Name();
            Skip();
            bool colon = text[_at] == ':';
            if (colon) _at++;
            Skip();
            if (text[_at] is '{' or '<')
            {
                _at++;
                message.Fields.Add((name, null, Read()));
                Skip();
                _at++;
            }
            else if (text[_at] == '[')
            {
                _at++;
                Skip();
                while (text[_at] != ']')
                {
                    message.Fields.Add((name, Scalar(), null));
                    Skip();
                    if (text[_at] == ',') _at++;
                    Skip();
                }
                _at++;
            }
            else
            {
                message.Fields.Add((name, Scalar(), null));
            }
            Skip();
            if (_at < text.Length && text[_at] is ',' or ';') _at++;
        }
    }

    private void Skip()
    {
        while (_at < text.Length)
        {
            if (text[_at] == '#')
            {
                while (_at < text.Length && text[_at] != '\n') _at++;
            }
            else if (char.IsWhiteSpace(text[_at]))
            {
                _at++;
            }
            else
            {
                return;
            }
        }
    }

    private string Name()
    {
        int start = _at;
        if (text[_at] == '[')
        {
            while (text[_at++] != ']') { }
            return text[start.._at];
        }
        while (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '_' or '.' or '-' or '+') _at++;
        return text[start.._at];
    }

    private string Scalar()
    {
        if (text[_at] is not ('"' or '\'')) return Name();
        var bytes = new MemoryStream();
        while (_at < text.Length && text[_at] is '"' or '\'')
        {
            char quote = text[_at++];
            while (text[_at] != quote)
            {
                if (text[_at] != '\\')
                {
                    Rune.DecodeFromUtf16(text.AsSpan(_at), out Rune rune, out int length);
                    bytes.Write(Encoding.UTF8.GetBytes(rune.ToString()));
                    _at += length;
                    continue;
                }
                _at++;
                char c = text[_at++];
                int simple = "abfnrtv\\'\"?".IndexOf(c, StringComparison.Ordinal);
                if (simple >= 0)
                {
                    bytes.WriteByte((byte)"\a\b\f\n\r\t\v\\'\"?"[simple]);
                }
                else if (c is >= '0' and <= '7')
                {
                    int end = _at;
                    while (end < _at + 2 && text[end] is >= '0' and <= '7') end++;
                    bytes.WriteByte((byte)Convert.ToInt32(text[(_at - 1)..end], 8));
                    _at = end;
                }
                else
                {
                    int digits = c switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => throw new FormatException($"escape \\{c}") };
                    int code = Convert.ToInt32(text.Substring(_at, digits), 16);
                    _at += digits;
                    if (c == 'x') bytes.WriteByte((byte)code);
                    else bytes.Write(Encoding.UTF8.GetBytes(char.ConvertFromUtf32(code)));
                }
            }
            _at++;
            Skip();
        }
        return Encoding.Latin1.GetString(bytes.ToArray());
    }
}
