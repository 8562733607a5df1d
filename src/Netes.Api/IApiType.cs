using System.Text.Json;
using Netes.Api.Json;
using Netes.Api.MetaV1;
using Netes.Api.Protobuf;
using Netes.Api.Schemas;

namespace Netes.Api;

/// <summary>A generated type: what the generator makes of a <c>type</c> or <c>kind</c> in <c>api/</c>.</summary>
public interface IApiType<TSelf> where TSelf : IApiType<TSelf>
{
    static abstract Schema Schema { get; }

    static abstract TSelf ReadJson(ref JsonDecoder decoder);

    static abstract TSelf ReadProtobuf(ref ProtobufReader reader);

    void WriteJson(Utf8JsonWriter writer);

    void WriteProtobuf(ProtobufWriter writer);

    /// <summary>A deep copy.</summary>
    TSelf Clone();

    /// <summary>Semantic equality: nil and empty collections are equal, as are quantities of one value.</summary>
    bool DeepEquals(TSelf? other);
}

/// <summary>A type that carries <c>kind</c> and <c>apiVersion</c>.</summary>
public interface IApiKind
{
    string Kind { get; set; }

    string ApiVersion { get; set; }

    KindInfo Info { get; }

    void WriteJson(Utf8JsonWriter writer);

    void WriteProtobuf(ProtobufWriter writer);
}

/// <inheritdoc cref="IApiKind"/>
public interface IApiKind<TSelf> : IApiKind, IApiType<TSelf> where TSelf : IApiKind<TSelf>
{
    static abstract KindInfo KindInfo { get; }
}

/// <summary>An object with metadata: what is stored, listed and watched.</summary>
public interface IApiObject : IApiKind
{
    ObjectMeta Metadata { get; set; }
}

/// <inheritdoc cref="IApiObject"/>
public interface IApiObject<TSelf> : IApiObject, IApiKind<TSelf> where TSelf : IApiObject<TSelf>;

/// <summary>A list of objects, as a server answers it.</summary>
public interface IApiList : IApiKind
{
    ListMeta Metadata { get; set; }
}

/// <inheritdoc cref="IApiList"/>
public interface IApiList<TSelf, TItem> : IApiList, IApiKind<TSelf> where TSelf : IApiList<TSelf, TItem>
{
    List<TItem>? Items { get; set; }
}
