using Netes.Api.Json;
using Netes.Api.Protobuf;
using Netes.Api.Schemas;

namespace Netes.Api;

/// <summary>Group, version and kind. The core group is "".</summary>
public readonly record struct Gvk(string Group, string Version, string Kind)
{
    /// <summary><c>apps/v1</c>, or <c>v1</c> for the core group.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public static Gvk Parse(string apiVersion, string kind)
    {
        int slash = apiVersion.IndexOf('/');
        return slash < 0 ? new("", apiVersion, kind) : new(apiVersion[..slash], apiVersion[(slash + 1)..], kind);
    }

    public override string ToString() => $"{ApiVersion}, Kind={Kind}";
}

/// <summary>Group, version and (plural) resource.</summary>
public readonly record struct Gvr(string Group, string Version, string Resource)
{
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary><c>deployments.apps</c>, or <c>pods</c>: how messages name a resource.</summary>
    public string GroupResource => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}

/// <summary>A kind and its codec, for code that doesn't know the type.</summary>
public sealed class KindInfo
{
    private readonly JsonReader _readJson;
    private readonly ProtobufRead _readProtobuf;
    private readonly Func<IApiKind, IApiKind> _clone;
    private readonly Func<IApiKind, IApiKind, bool> _equals;
    private readonly Func<Schema> _schema;
    private readonly Func<IApiKind> _create;

    /// <summary>Reads an object of one kind.</summary>
    public delegate IApiKind JsonReader(ref JsonDecoder decoder);

    private delegate IApiKind ProtobufRead(ref ProtobufReader reader);

    private KindInfo(Gvk gvk, Type type, JsonReader readJson, ProtobufRead readProtobuf, Func<IApiKind, IApiKind> clone,
        Func<IApiKind, IApiKind, bool> equals, Func<Schema> schema, Func<IApiKind> create)
    {
        Gvk = gvk;
        Type = type;
        _readJson = readJson;
        _readProtobuf = readProtobuf;
        _clone = clone;
        _equals = equals;
        _schema = schema;
        _create = create;
    }

    public static KindInfo Of<T>(Gvk gvk) where T : class, IApiKind<T>, new() => new(gvk, typeof(T),
        static (ref JsonDecoder d) => T.ReadJson(ref d),
        static (ref ProtobufReader r) => T.ReadProtobuf(ref r),
        static o => ((T)o).Clone(),
        static (a, b) => ((T)a).DeepEquals((T)b),
        static () => T.Schema,
        static () => new T());

    /// <summary>A kind that is made at run time, such as a custom resource's. It has no protobuf form.</summary>
    /// <param name="type">The class of its objects.</param>
    public static KindInfo Custom(Gvk gvk, Type type, JsonReader readJson, Func<IApiKind, IApiKind> clone, Func<IApiKind, IApiKind, bool> equals,
        Func<Schema> schema, Func<IApiKind> create) => new(gvk, type, readJson,
        static (ref ProtobufReader _) => throw new ApiDecodeException(
            "object *unstructured.Unstructured does not implement the protobuf marshalling interface and cannot be encoded to a protobuf message"),
        clone, equals, schema, create);

    public Gvk Gvk { get; }

    public string Kind => Gvk.Kind;

    public Type Type { get; }

    public Schema Schema => _schema();

    public IApiKind Create() => _create();

    public IApiKind ReadJson(ref JsonDecoder decoder) => _readJson(ref decoder);

    public IApiKind ReadProtobuf(ref ProtobufReader reader) => _readProtobuf(ref reader);

    /// <summary>A deep copy of an object of this kind.</summary>
    public IApiKind Clone(IApiKind value) => _clone(value);

    public bool DeepEquals(IApiKind a, IApiKind b) => _equals(a, b);

    public override string ToString() => Gvk.ToString();
}
