using System.Buffers;
using Microsoft.AspNetCore.Http;
using Netes.Api;
using Netes.Api.Json;
using Netes.Api.Validation;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Http;

/// <summary>Reads request bodies, within the size limit, and decodes them as their content type says.</summary>
internal static class RequestBody
{
    /// <summary>What kube-apiserver takes of one request: 3 MiB.</summary>
    public const int Limit = 3 * 1024 * 1024;

    /// <exception cref="ApiException">413.</exception>
    public static async ValueTask<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is > Limit) throw ApiErrors.BodyTooLarge(Limit);
        int known = (int)(request.ContentLength ?? 0);
        byte[] buffer = known > 0 ? new byte[known] : new byte[4096];
        int length = 0;
        while (true)
        {
            int read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0) return length == buffer.Length ? buffer : buffer[..length];
            length += read;
            if (length > Limit) throw ApiErrors.BodyTooLarge(Limit);
            if (length < buffer.Length) continue;
            if (known > 0) return buffer;
            Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    /// <summary>The media type of the body; JSON when none is said.</summary>
    /// <exception cref="ApiException">415.</exception>
    public static WireFormat Format(HttpRequest request)
    {
        ReadOnlySpan<char> type = request.ContentType;
        int end = type.IndexOf(';');
        if (end >= 0) type = type[..end];
        return type.Trim() switch
        {
            "" or "application/json" => WireFormat.Json,
            "application/yaml" => WireFormat.Yaml,
            "application/vnd.kubernetes.protobuf" => WireFormat.Protobuf,
            _ => throw ApiErrors.UnsupportedMediaType(MediaType.Accepted),
        };
    }

    /// <summary>Decodes an object of the expected kind, whose kind and apiVersion the body may leave out.</summary>
    /// <param name="warn">Receives what was unknown or double, when fields are validated with warnings.</param>
    /// <exception cref="ApiException">400.</exception>
    public static IApiKind Decode(byte[] body, WireFormat format, KindInfo expected, FieldValidation validation, Action<string>? warn, Scheme scheme)
    {
        var strict = validation == FieldValidation.Ignore ? null : new List<string>();
        IApiKind decoded;
        try
        {
            switch (format)
            {
                case WireFormat.Protobuf:
                    decoded = ApiProtobuf.Deserialize(body, expected);
                    break;
                case WireFormat.Yaml:
                    var duplicates = new List<string>();
                    byte[] json = YamlToJson.Convert(body, duplicates);
                    decoded = DecodeJson(json, expected, body, strict);
                    if (duplicates.Count > 0) strict?.Insert(0, "yaml: unmarshal errors:\n" + string.Join("\n", duplicates));
                    break;
                default:
                    decoded = DecodeJson(body, expected, body, strict);
                    break;
            }
        }
        catch (YamlSyntaxException e)
        {
            throw Unrecognized(expected, e.Message, body);
        }
        catch (ApiDecodeException e)
        {
            throw Unhandled(expected, expected, e.Message);
        }
        CheckType(decoded, expected, scheme);
        if (strict is { Count: > 0 })
        {
            if (validation == FieldValidation.Strict) throw Unhandled(decoded.Kind, decoded.ApiVersion, expected, "strict decoding error: " + string.Join(", ", strict));
            foreach (string problem in strict) warn?.Invoke(problem);
        }
        return decoded;
    }

    private static IApiKind DecodeJson(byte[] json, KindInfo expected, byte[] original, List<string>? strict)
    {
        int first = json.AsSpan().IndexOfAnyExcept(" \t\r\n"u8);
        if (first < 0 || json.AsSpan(first).StartsWith("null"u8)) return expected.Create();
        if (json[first] != (byte)'{')
        {
            if (GoJsonSyntax.Find(json) is { } syntax) throw Unrecognized(expected, "couldn't get version/kind; json parse error: " + syntax, original);
            string what = json[first] switch
            {
                (byte)'[' => "array",
                (byte)'"' => "string",
                (byte)'t' or (byte)'f' => "bool",
                _ => "number",
            };
            throw Unrecognized(expected, $"couldn't get version/kind; json parse error: json: cannot unmarshal {what} into Go value of type "
                + "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }", original);
        }
        if (GoJsonSyntax.Find(json) is { } error) throw Unrecognized(expected, "couldn't get version/kind; json parse error: " + error, original);
        return ApiJson.Deserialize(json, expected, strict);
    }

    /// <summary>DeleteOptions are decoded apart from all else, and their problems told in fewer words.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static Netes.Api.MetaV1.DeleteOptions DecodeDeleteOptions(byte[] body, WireFormat format)
    {
        try
        {
            if (format == WireFormat.Protobuf) return ApiProtobuf.Deserialize<Netes.Api.MetaV1.DeleteOptions>(body);
            byte[] json = format == WireFormat.Yaml ? YamlToJson.Convert(body) : body;
            if (GoJsonSyntax.Find(json) is { } error) throw ApiErrors.BadRequest("couldn't get version/kind; json parse error: " + error);
            var options = ApiJson.Deserialize<Netes.Api.MetaV1.DeleteOptions>(json);
            return options.Kind is "" or "DeleteOptions" ? options : throw ApiErrors.BadRequest(
                $"no kind {GoValue.Quote(options.Kind)} is registered for version {GoValue.Quote(options.ApiVersion)} in scheme \"k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27\"");
        }
        catch (YamlSyntaxException e)
        {
            throw ApiErrors.BadRequest(e.Message);
        }
        catch (ApiDecodeException e)
        {
            throw ApiErrors.BadRequest(e.Message);
        }
    }

    private static void CheckType(IApiKind decoded, KindInfo expected, Scheme scheme)
    {
        if (decoded.Kind.Length == 0) decoded.Kind = expected.Kind;
        if (decoded.ApiVersion.Length == 0) decoded.ApiVersion = expected.Gvk.ApiVersion;
        if (decoded.Kind == expected.Kind && decoded.ApiVersion == expected.Gvk.ApiVersion) return;
        if (scheme.FindKind(Gvk.Parse(decoded.ApiVersion, decoded.Kind)) is null)
            throw Unhandled(decoded.Kind, Gvk.Parse(decoded.ApiVersion, "").Version, expected,
                $"no kind {GoValue.Quote(decoded.Kind)} is registered for version {GoValue.Quote(decoded.ApiVersion)} in scheme \"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\"", raw: true);
        throw ApiErrors.BadRequest($"the API version in the data ({decoded.ApiVersion}) does not match the expected API version ({expected.Gvk.ApiVersion})");
    }

    private static ApiException Unhandled(KindInfo kind, KindInfo expected, string why) => Unhandled(kind.Kind, kind.Gvk.ApiVersion, expected, why);

    private static ApiException Unhandled(string kind, string apiVersion, KindInfo expected, string why, bool raw = false) =>
        ApiErrors.BadRequest($"{kind} in version {GoValue.Quote(raw ? apiVersion : Gvk.Parse(apiVersion, kind).Version)} cannot be handled as a {expected.Kind}: {why}");

    private static ApiException Unrecognized(KindInfo expected, string why, byte[] body)
    {
        const int Shown = 30;
        string dump = body.Length > Shown ? Convert.ToHexStringLower(body.AsSpan(0, Shown)) + " ..." : Convert.ToHexStringLower(body);
        return ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {expected.Kind}): {why} ({dump})");
    }
}
