using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Netes.ApiServer.Http;

/// <summary>Writes whole bodies: JSON or protobuf as it is, YAML made of JSON, large ones compressed for clients that take gzip.</summary>
internal static class ResponseBody
{
    /// <summary>From this size on compression pays (kube-apiserver: 128 KiB).</summary>
    private const int CompressFrom = 128 * 1024;

    /// <param name="body">Protobuf if the form is protobuf, JSON otherwise.</param>
    public static async Task WriteAsync(HttpContext context, int code, Negotiated form, ReadOnlyMemory<byte> body)
    {
        HttpResponse response = context.Response;
        response.StatusCode = code;
        response.ContentType = form.ContentType;
        if (form.Format == WireFormat.Yaml) body = Encoding.UTF8.GetBytes(JsonToYaml.Convert(body));
        if (body.Length >= CompressFrom && AcceptsGzip(context.Request))
        {
            response.Headers.ContentEncoding = "gzip";
            response.Headers.Vary = "Accept-Encoding";
            await using var gzip = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await gzip.WriteAsync(body, context.RequestAborted);
            return;
        }
        response.ContentLength = body.Length;
        if (context.Request.Method == "HEAD") return;
        await response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    public static bool AcceptsGzip(HttpRequest request)
    {
        foreach (string? value in request.Headers.AcceptEncoding)
        {
            if (value is not null && value.Contains("gzip", StringComparison.Ordinal)) return true;
        }
        return false;
    }

    public static Task WriteTextAsync(HttpContext context, int code, string text)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    public static Task WriteJsonAsync(HttpContext context, int code, ReadOnlyMemory<byte> json) =>
        WriteAsync(context, code, new Negotiated(WireFormat.Json, ObjectView.Whole, false, "v1"), json);
}
