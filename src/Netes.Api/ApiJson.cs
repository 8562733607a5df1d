using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Netes.Api.Json;

namespace Netes.Api;

/// <summary>JSON of API objects, in content what kube-apiserver reads and writes.</summary>
public static class ApiJson
{
    /// <summary>Options for writers of API JSON: only what JSON demands is escaped.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static byte[] Serialize(IApiKind value)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        Serialize(value, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    public static void Serialize(IApiKind value, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, WriterOptions);
        value.WriteJson(writer);
    }

    /// <summary>Writes a type that has no kind of its own, such as a PodSpec.</summary>
    public static byte[] SerializeValue<T>(T value) where T : IApiType<T>
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions)) value.WriteJson(writer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <param name="utf8">One JSON object.</param>
    /// <param name="strict">Receives unknown and duplicate fields, such as <c>unknown field "spec.foo"</c>; null drops them.</param>
    /// <exception cref="ApiDecodeException">The input is not JSON, or a value has the wrong type.</exception>
    public static T Deserialize<T>(ReadOnlySpan<byte> utf8, List<string>? strict = null) where T : IApiType<T>
    {
        try
        {
            var decoder = new JsonDecoder(utf8, strict);
            var value = T.ReadJson(ref decoder);
            decoder.Finish();
            return value;
        }
        catch (JsonException e)
        {
            throw new ApiDecodeException(GoJsonSyntax.Describe(utf8), e);
        }
    }

    /// <inheritdoc cref="Deserialize{T}"/>
    public static IApiKind Deserialize(ReadOnlySpan<byte> utf8, KindInfo kind, List<string>? strict = null)
    {
        try
        {
            var decoder = new JsonDecoder(utf8, strict);
            var value = kind.ReadJson(ref decoder);
            decoder.Finish();
            return value;
        }
        catch (JsonException e)
        {
            throw new ApiDecodeException(GoJsonSyntax.Describe(utf8), e);
        }
    }
}
