using Microsoft.AspNetCore.Http;
using Netes.ApiServer.Access;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.OpenApi;

/// <summary>Answers /openapi/v2, /openapi/v3 and the documents below it.</summary>
internal sealed class OpenApiEndpoints(Func<OpenApiDocuments> published) : IPathHandler
{
    private const string Root = "/openapi/";
    private const string ProtobufType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
    private const string OlderProtobufType = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    public async ValueTask<bool> TryHandleAsync(HttpContext context, RequestInfo info, UserInfo user)
    {
        if (!info.Path.StartsWith(Root, StringComparison.Ordinal)) return false;
        string name = info.Path[Root.Length..].TrimEnd('/');
        OpenApiDocuments documents = published();
        switch (name)
        {
            case "v2":
                bool protobuf = WantsProtobuf(context.Request.Headers.Accept.ToString());
                await WriteAsync(context, protobuf ? documents.V2Protobuf : documents.V2, protobuf ? ProtobufType : "application/json");
                return true;
            case "v3":
                EnsureRead(context);
                await ResponseBody.WriteJsonAsync(context, 200, documents.Index);
                return true;
        }
        if (!name.StartsWith("v3/", StringComparison.Ordinal) || documents.FindV3(name["v3/".Length..]) is not { } document) return false;
        if (!Accepts(context.Request.Headers.Accept.ToString())) throw ApiErrors.NotAcceptable("application/json");
        string hash = context.Request.Query["hash"].ToString();
        if (hash.Length > 0 && hash != document.Hash)
        {
            // The client knows an older index: the address of today's document may be kept for good.
            context.Response.Redirect($"{info.Path}?hash={document.Hash}", permanent: true);
            return true;
        }
        await WriteAsync(context, document, "application/json", unchanging: hash.Length > 0);
        return true;
    }

    private static async Task WriteAsync(HttpContext context, OpenApiDocument document, string type, bool unchanging = false)
    {
        EnsureRead(context);
        HttpResponse response = context.Response;
        response.Headers.ETag = document.ETag;
        response.Headers.Vary = "Accept, Accept-Encoding";
        if (unchanging) response.Headers.CacheControl = "public, immutable, max-age=31536000";
        if (context.Request.Headers.IfNoneMatch == document.ETag)
        {
            response.StatusCode = 304;
            return;
        }
        ReadOnlyMemory<byte> body;
        if (ResponseBody.AcceptsGzip(context.Request))
        {
            response.Headers.ContentEncoding = "gzip";
            body = document.Packed;
        }
        else body = document.Unpack();
        response.ContentType = type;
        response.ContentLength = body.Length;
        if (context.Request.Method != "HEAD") await response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    private static void EnsureRead(HttpContext context)
    {
        if (context.Request.Method is not ("GET" or "HEAD")) throw ApiErrors.MethodNotAllowed();
    }

    private static bool Accepts(string accept) =>
        accept.Length == 0 || MediaType.ByQuality(accept).Any(c => c.StartsWith("application/json", StringComparison.Ordinal) || c.StartsWith("*/*", StringComparison.Ordinal) || c.StartsWith("application/*", StringComparison.Ordinal));

    private static bool WantsProtobuf(string accept)
    {
        if (accept.Length == 0) return false;
        foreach (string clause in MediaType.ByQuality(accept))
        {
            string type = clause.Split(';')[0].Trim();
            if (type is ProtobufType or OlderProtobufType) return true;
            if (type is "application/json" or "*/*" or "application/*") return false;
        }
        throw ApiErrors.NotAcceptable($"application/json, {ProtobufType}");
    }
}
