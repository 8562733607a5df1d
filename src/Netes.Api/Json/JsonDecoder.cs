using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Netes.Api.Json;

/// <summary>Reads one element of a list or a value of a map.</summary>
public delegate T ElementReader<T>(ref JsonDecoder decoder);

/// <summary>
/// Reads API types from UTF-8 JSON. It knows where in the object it is, so that errors name the field in the words of Go's
/// encoding/json, and in strict mode it collects every unknown and duplicate field (the field validation of
/// https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation).
/// </summary>
public ref struct JsonDecoder
{
    /// <summary>Nesting beyond this is refused: it is never meant, and recursion must end.</summary>
    public const int MaxDepth = 512;

    private const int MaxStrictErrors = 100;

    [ThreadStatic]
    private static Frame[]? s_frames;

    private readonly List<string>? _strict;
    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;
    private ReadOnlySpan<byte> _name;
    private Frame[] _frames;
    private int _depth;

    /// <param name="utf8">One JSON value.</param>
    /// <param name="strict">Receives unknown and duplicate fields; null drops unknown ones and lets the last duplicate win.</param>
    public JsonDecoder(ReadOnlySpan<byte> utf8, List<string>? strict = null)
    {
        _json = utf8;
        _reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        _strict = strict;
        _frames = s_frames ??= new Frame[32];
        // A nested decode on this thread (there is none today) would need frames of its own.
        s_frames = null;
        _reader.Read();
    }

    private enum FrameKind : byte { Object, Map, List }

    private struct Frame
    {
        public FrameKind Kind;
        public string? StructName;
        public string? Name;
        public int Index;
        public ulong Seen;
    }

    /// <summary>Ends the decode: nothing may follow the value.</summary>
    public void Finish()
    {
        s_frames = _frames;
        _reader.Read();
    }

    /// <summary>Whether the value stands within another.</summary>
    public readonly bool IsNested => _depth > 0;

    public readonly bool IsNull => _reader.TokenType == JsonTokenType.Null;

    public readonly bool IsObject => _reader.TokenType == JsonTokenType.StartObject;

    public readonly bool IsArray => _reader.TokenType == JsonTokenType.StartArray;

    public readonly int FieldLength => _name.Length;

    /// <summary>The current field's name.</summary>
    public readonly string FieldName => Encoding.UTF8.GetString(_name);

    /// <summary>What strict validation found so far; null when unknown and duplicate fields are dropped without a word.</summary>
    public readonly List<string>? StrictErrors => _strict;

    /// <summary>Enters an object. False when the value is null, which leaves the type empty.</summary>
    public bool BeginObject(string structName, string goType)
    {
        if (IsNull) return false;
        if (_reader.TokenType != JsonTokenType.StartObject) throw Mismatch(goType);
        Push(new Frame { Kind = FrameKind.Object, StructName = structName });
        return true;
    }

    public void EndObject() => _depth--;

    /// <summary>Moves to the value of the next field; false at the end of the object.</summary>
    public bool NextField()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.EndObject) return false;
        _name = _reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(_reader.GetString()!) : _reader.ValueSpan;
        _reader.Read();
        return true;
    }

    /// <summary>Whether the current field is this one; if so the path points at it.</summary>
    public bool Is(ReadOnlySpan<byte> utf8Name, string name, int index)
    {
        if (!_name.SequenceEqual(utf8Name)) return false;
        ref Frame frame = ref _frames[_depth - 1];
        frame.Name = name;
        ulong bit = 1UL << index;
        if (_strict is not null && (frame.Seen & bit) != 0) Strict("duplicate");
        frame.Seen |= bit;
        return true;
    }

    /// <summary>Passes over a field that the type doesn't have.</summary>
    public void Unknown()
    {
        if (_strict is not null)
        {
            _frames[_depth - 1].Name = Encoding.UTF8.GetString(_name);
            Strict("unknown");
        }
        _reader.Skip();
    }

    public string String(string whenNull = "", string goType = "string")
    {
        if (_reader.TokenType == JsonTokenType.String) return _reader.GetString()!;
        return IsNull ? whenNull : throw Mismatch(goType);
    }

    public bool Bool() => _reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False or JsonTokenType.Null => false,
        _ => throw Mismatch("bool"),
    };

    public int Int32()
    {
        if (IsNull) return 0;
        if (_reader.TokenType != JsonTokenType.Number) throw Mismatch("int32");
        return IsInteger() && _reader.TryGetInt32(out int value) ? value : throw NumberMismatch("int32");
    }

    public long Int64()
    {
        if (IsNull) return 0;
        if (_reader.TokenType != JsonTokenType.Number) throw Mismatch("int64");
        return IsInteger() && _reader.TryGetInt64(out long value) ? value : throw NumberMismatch("int64");
    }

    public double Double()
    {
        if (IsNull) return 0;
        if (_reader.TokenType != JsonTokenType.Number) throw Mismatch("float64");
        return _reader.TryGetDouble(out double value) && double.IsFinite(value) ? value : throw NumberMismatch("float64");
    }

    public byte[]? Bytes()
    {
        if (IsNull) return null;
        if (_reader.TokenType != JsonTokenType.String) throw Mismatch("[]uint8");
        return _reader.TryGetBytesFromBase64(out byte[]? bytes) ? bytes : throw new ApiDecodeException(Base64Errors.Describe(_reader.GetString()!));
    }

    public DateTime Time()
    {
        if (IsNull) return default;
        if (_reader.TokenType != JsonTokenType.String) throw Mismatch("string");
        return ApiTime.Parse(_reader.GetString()!);
    }

    public TimeSpan Duration()
    {
        if (IsNull) return default;
        if (_reader.TokenType != JsonTokenType.String) throw Mismatch("string");
        return GoDuration.Parse(_reader.GetString()!);
    }

    public Quantity Quantity()
    {
        if (IsNull) return default;
        string text = _reader.TokenType switch
        {
            JsonTokenType.String => _reader.GetString()!.Trim(),
            JsonTokenType.Number => Encoding.UTF8.GetString(_reader.ValueSpan),
            _ => "{",
        };
        return Api.Quantity.TryParse(text, out var quantity, out string? error) ? quantity : throw new ApiDecodeException(error!);
    }

    public IntOrString IntOrString()
    {
        if (IsNull) return default;
        if (_reader.TokenType == JsonTokenType.String) return new IntOrString(_reader.GetString()!);
        if (_reader.TokenType != JsonTokenType.Number) throw new ApiDecodeException($"json: cannot unmarshal {TokenName()} into Go value of type int32");
        return IsInteger() && _reader.TryGetInt32(out int value)
            ? new IntOrString(value)
            : throw new ApiDecodeException($"json: cannot unmarshal number {Encoding.UTF8.GetString(_reader.ValueSpan)} into Go value of type int32");
    }

    /// <summary>The current value as it stands, but for whitespace.</summary>
    public RawJson Raw()
    {
        int start = (int)_reader.TokenStartIndex;
        _reader.Skip();
        return new RawJson(RawJson.Compact(_json[start..(int)_reader.BytesConsumed]));
    }

    public List<string>? StringList(string goType) => List(goType, static (ref JsonDecoder d) => d.String());

    public List<T>? List<T>(string goType, ElementReader<T> read)
    {
        if (IsNull) return null;
        if (_reader.TokenType != JsonTokenType.StartArray) throw Mismatch(goType);
        var list = new List<T>();
        Push(new Frame { Kind = FrameKind.List });
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            list.Add(read(ref this));
            _frames[_depth - 1].Index++;
        }
        _depth--;
        return list;
    }

    public Dictionary<string, T>? Map<T>(string goType, ElementReader<T> read)
    {
        if (IsNull) return null;
        if (_reader.TokenType != JsonTokenType.StartObject) throw Mismatch(goType);
        var map = new Dictionary<string, T>();
        Push(new Frame { Kind = FrameKind.Map });
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            string key = _reader.GetString()!;
            _frames[_depth - 1].Name = key;
            if (_strict is not null && map.ContainsKey(key)) Strict("duplicate");
            _reader.Read();
            map[key] = read(ref this);
        }
        _depth--;
        return map;
    }

    private readonly bool IsInteger() => _reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0;

    private void Push(Frame frame)
    {
        if (_depth == _frames.Length) Array.Resize(ref _frames, _depth * 2);
        _frames[_depth++] = frame;
    }

    private readonly void Strict(string what)
    {
        if (_strict!.Count >= MaxStrictErrors) return;
        string error = $"{what} field \"{Path()}\"";
        if (!_strict.Contains(error)) _strict.Add(error);
    }

    /// <summary>The place as strict errors name it: <c>spec.containers[0].image</c>.</summary>
    private readonly string Path()
    {
        var path = new StringBuilder();
        for (int i = 0; i < _depth; i++)
        {
            ref readonly Frame frame = ref _frames[i];
            if (frame.Kind == FrameKind.List) path.Append(CultureInfo.InvariantCulture, $"[{frame.Index}]");
            else
            {
                if (path.Length > 0) path.Append('.');
                path.Append(frame.Name);
            }
        }
        return path.ToString();
    }

    private readonly ApiDecodeException NumberMismatch(string goType) => Mismatch(goType, $"number {Encoding.UTF8.GetString(_reader.ValueSpan)}");

    private readonly ApiDecodeException Mismatch(string goType) => Mismatch(goType, TokenName());

    /// <summary>Go names the struct, then the JSON names of the fields on the way; lists and map keys leave no trace.</summary>
    private readonly ApiDecodeException Mismatch(string goType, string value)
    {
        string? owner = null;
        var path = new StringBuilder();
        for (int i = 0; i < _depth; i++)
        {
            if (_frames[i].Kind != FrameKind.Object) continue;
            owner = _frames[i].StructName;
            path.Append('.').Append(_frames[i].Name);
        }
        return new ApiDecodeException(owner is null
            ? $"json: cannot unmarshal {value} into Go value of type {goType}"
            : $"json: cannot unmarshal {value} into Go struct field {owner}{path} of type {goType}");
    }

    private readonly string TokenName() => _reader.TokenType switch
    {
        JsonTokenType.StartObject => "object",
        JsonTokenType.StartArray => "array",
        JsonTokenType.Number => "number",
        JsonTokenType.True or JsonTokenType.False => "bool",
        JsonTokenType.Null => "null",
        _ => "string",
    };
}
