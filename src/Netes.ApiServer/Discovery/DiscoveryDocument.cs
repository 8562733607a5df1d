using System.Security.Cryptography;
using Netes.Api;

namespace Netes.ApiServer.Discovery;

/// <summary>A document that never changes, encoded once when first asked for.</summary>
internal sealed class DiscoveryDocument(IApiKind value)
{
    private byte[]? _json;
    private byte[]? _protobuf;
    private string? _eTag;

    public IApiKind Value { get; } = value;

    public byte[] Json => _json ??= ApiJson.Serialize(Value);

    public byte[] Protobuf => _protobuf ??= ApiProtobuf.Serialize(Value);

    /// <summary>An HTTP entity tag, in quotes.</summary>
    public string ETag => _eTag ??= "\"" + Convert.ToHexString(SHA512.HashData(Json)) + "\"";
}
