using System.Text;
using Netes.Api.Validation;

namespace Netes.ApiServer.Admission.Webhooks;

/// <summary>What upstream's client says of an HTTP status that is no success.</summary>
internal static class WebhookStatus
{
    private const int LongestBody = 2048;

    public static string Tell(int code, byte[] body)
    {
        string text = Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, LongestBody))).Trim();
        return code switch
        {
            400 => "the server rejected our request for an unknown reason",
            401 => "the server has asked for the client to provide credentials",
            403 => text.Length > 0 ? text : "forbidden",
            404 => "the server could not find the requested resource",
            405 => "the server does not allow this method on the requested resource",
            406 => "the server was unable to respond with a content type that the client supports",
            409 => "the server reported a conflict",
            410 => "the server says the resource is no longer available",
            415 => "the server was unable to parse the content type",
            422 => "the server rejected our request due to an error in our request",
            429 => "the server has received too many requests and has asked us to try again later",
            503 => "the server is currently unable to handle the request",
            504 => "the server was unable to return a response in the time allotted, but may still be processing the request",
            >= 500 => $"an error on the server ({GoValue.Quote(text)}) has prevented the request from succeeding",
            _ => $"the server responded with the status code {code} but did not return more information",
        };
    }
}
