using Netes.Api;
using Netes.Api.AutoscalingV1;
using Netes.Api.Json;
using Netes.Api.Validation;
using Netes.ApiServer.Http;
using Netes.ApiServer.Patching;
using Netes.ApiServer.Resources;
using Netes.ApiServer.Strategies;

namespace Netes.ApiServer.Extensions.CustomResources;

/// <summary>Where requests for custom resources are answered in other words than those for built-in ones.</summary>
internal static class CustomRequests
{
    /// <summary>Whether a path leads to the resource; if not, the path is nobody's.</summary>
    public static bool FitsScope(RequestInfo info, ResourceType type)
    {
        if (!type.Namespaced) return info.Namespace.Length == 0;
        return info.Namespace.Length > 0 || info.Verb is "list" or "watch" && info.Subresource.Length == 0;
    }

    /// <summary>Whether the verb is offered on what the path names.</summary>
    /// <exception cref="ApiException">404 or 405.</exception>
    public static void CheckShape(ApiRequest request, CustomResource resource)
    {
        RequestInfo info = request.Info;
        if (info.Subresource.Length > 0)
        {
            if (resource.Type.FindSubresource(info.Subresource) is not { } subresource) throw request.NotFound();
            if (!subresource.Verbs.Contains(info.Verb)) throw NotSupported(request, $"{info.Verb} is not supported on resources of kind {GoValue.Quote(Qualified(request))}");
            return;
        }
        if (info.Verb == "create" && resource.State.IsTerminating)
            throw NotSupported(request, $"{info.Verb} not allowed while custom resource definition is terminating");
        bool named = info.Name.Length > 0 && !info.NameFromSelector;
        if (!resource.Type.Verbs.Contains(info.Verb) || info.Verb is "update" or "patch" && !named || info.Verb == "create" && named)
            throw NotSupported(request, $"{info.Verb} is not supported on resources of kind {GoValue.Quote(Qualified(request))}");
    }

    private static string Qualified(ApiRequest request) => $"{request.Resource.Plural}.{request.Resource.Group}";

    private static ApiException NotSupported(ApiRequest request, string message) =>
        new(new ApiFailure(405, "MethodNotAllowed", message) { Details = new FailureDetails("", request.Resource.Group, request.Resource.Plural) });

    /// <summary>Decodes a body as an object of the request's version.</summary>
    /// <exception cref="ApiException">400.</exception>
    public static IApiObject Decode(ApiRequest request, KindInfo kind, byte[] body, WireFormat format, FieldValidation validation)
    {
        var strict = validation == FieldValidation.Ignore ? null : new List<string>();
        CustomObject obj;
        try
        {
            byte[] json = body;
            if (format == WireFormat.Protobuf) ApiProtobuf.Deserialize(body, kind);
            if (format == WireFormat.Yaml)
            {
                var duplicates = new List<string>();
                json = YamlToJson.Convert(body, duplicates);
                if (duplicates.Count > 0) strict?.Add("yaml: unmarshal errors:\n" + string.Join("\n", duplicates));
            }
            if (GoJsonSyntax.Find(json) is { } error) throw Unrecognized(kind, "couldn't get version/kind; json parse error: " + error, body);
            if (json.AsSpan().Trim(" \t\r\n"u8) is not [(byte)'{', ..])
                throw Unrecognized(kind, "couldn't get version/kind; json parse error: json: cannot unmarshal " + WhatIs(json)
                    + " into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }", body);
            obj = (CustomObject)ApiJson.Deserialize(json, kind, strict);
            if (obj.Kind.Length == 0) throw Unrecognized(kind, $"Object 'Kind' is missing in '{System.Text.Encoding.UTF8.GetString(body)}'", body);
        }
        catch (YamlSyntaxException e)
        {
            throw Unrecognized(kind, e.Message, body);
        }
        catch (ApiDecodeException e)
        {
            throw ApiErrors.BadRequest($"{kind.Kind} in version {GoValue.Quote(kind.Gvk.Version)} cannot be handled as a {kind.Kind}: {e.Message}");
        }
        if (strict is { Count: > 0 })
        {
            if (validation == FieldValidation.Strict)
                throw ApiErrors.BadRequest($"{obj.Kind} in version {GoValue.Quote(Gvk.Parse(obj.ApiVersion, obj.Kind).Version)} cannot be handled as a {kind.Kind}: strict decoding error: {string.Join(", ", strict)}");
            foreach (string problem in strict) request.Warn(problem);
        }
        if (obj.ApiVersion != kind.Gvk.ApiVersion)
            throw ApiErrors.BadRequest($"the API version in the data ({obj.ApiVersion}) does not match the expected API version ({kind.Gvk.ApiVersion})");
        return obj;
    }

    private static string WhatIs(byte[] json) => json.AsSpan().Trim(" \t\r\n"u8) switch
    {
        [(byte)'[', ..] => "array",
        [(byte)'"', ..] => "string",
        [(byte)'t' or (byte)'f', ..] => "bool",
        _ => "number",
    };

    private static ApiException Unrecognized(KindInfo expected, string why, byte[] body)
    {
        const int Shown = 30;
        string dump = body.Length == 0 ? "<empty>" : body.Length > Shown ? Convert.ToHexStringLower(body.AsSpan(0, Shown)) + " ..." : Convert.ToHexStringLower(body);
        return ApiErrors.BadRequest($"the object provided is unrecognized (must be of type {expected.Kind}): {why} ({dump})");
    }

    /// <summary>Patches that need a typed schema of built-in kinds are not for custom resources.</summary>
    /// <exception cref="ApiException">415.</exception>
    public static void CheckPatchType(PatchType? type)
    {
        if (type is null or PatchType.Strategic)
            throw ApiErrors.UnsupportedMediaType("application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml");
    }
}
