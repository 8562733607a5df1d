using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Netes.Testing;

internal static class FakeResponses
{
    public static HttpResponseMessage Json(HttpStatusCode code, JsonNode body) => new(code)
    {
        Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
    };

    public static HttpResponseMessage Failure(int code, string reason, string message) => Json((HttpStatusCode)code, FailureStatus(code, reason, message));

    public static JsonObject FailureStatus(int code, string reason, string message) => new()
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = message,
        ["reason"] = reason,
        ["code"] = code,
    };

    public static HttpResponseMessage Stream(Stream stream) => new(HttpStatusCode.OK)
    {
        Content = new StreamContent(stream) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
    };
}
