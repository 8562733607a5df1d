using Microsoft.AspNetCore.Http;
using Netes.Api;
using Netes.Api.MetaV1;

namespace Netes.ApiServer.Http;

/// <summary>Writes Status answers in the format that the client asked for.</summary>
internal static class StatusWriter
{
    public static Status ToStatus(ApiFailure failure) => new()
    {
        StatusValue = "Failure",
        Message = failure.Message,
        Reason = failure.Reason,
        Code = failure.Code,
        Details = failure.Details is not { } details ? null : new StatusDetails
        {
            Name = details.Name,
            Group = details.Group,
            Kind = details.Kind,
            Uid = details.Uid,
            RetryAfterSeconds = details.RetryAfterSeconds,
            Causes = details.Causes.Count == 0 ? null : [.. details.Causes.Select(c => new StatusCause { Reason = c.Reason, Message = c.Message, Field = c.Field })],
        },
        Metadata = new ListMeta { Continue = failure.Continue },
    };

    public static Task WriteAsync(HttpContext context, ApiFailure failure)
    {
        if (failure.Details?.RetryAfterSeconds is > 0 and int seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return WriteAsync(context, ToStatus(failure), failure.Code);
    }

    public static Task WriteAsync(HttpContext context, Status status, int code)
    {
        Negotiated form = Form(context.Request.Headers.Accept.ToString());
        return ResponseBody.WriteAsync(context, code, form, form.Format == WireFormat.Protobuf ? ApiProtobuf.Serialize(status) : ApiJson.Serialize(status));
    }

    /// <summary>An error is told in JSON to clients whose wishes can't be met.</summary>
    private static Negotiated Form(string accept)
    {
        try
        {
            return MediaType.Negotiate(accept) with { View = ObjectView.Whole };
        }
        catch (ApiException)
        {
            return MediaType.Negotiate("");
        }
    }
}
