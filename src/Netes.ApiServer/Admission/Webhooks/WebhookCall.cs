using Netes.Api;
using Netes.Api.Validation;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Admission.Webhooks;

/// <summary>One question to one webhook.</summary>
internal static class WebhookCall
{
    /// <summary>Asks, and hands on the warnings and audit annotations of the answer.</summary>
    /// <param name="obj">The new object in the version that the webhook asked for.</param>
    /// <exception cref="WebhookException">There is no answer that makes sense.</exception>
    /// <exception cref="ApiException">The webhook can't be asked about a dry run.</exception>
    public static async Task<ReviewAnswer> AskAsync(Invocation invocation, AdmissionRequest request, IApiKind? obj, bool mutating, ServiceResolver services,
        CancellationToken cancellationToken)
    {
        Webhook webhook = invocation.Webhook;
        if (request.DryRun && !webhook.AllowsDryRun)
            throw ApiErrors.BadRequest($"admission webhook {GoValue.Quote(webhook.Name)} does not support dry run");
        if (webhook.ReviewVersion is not { } version)
            throw new WebhookException(webhook.Name, "could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)");
        string uid = Guid.NewGuid().ToString();
        byte[] body = await webhook.Client.PostAsync(webhook.Name, Review.Request(uid, request, invocation.Target, obj, version), webhook.Timeout, services, cancellationToken);
        ReviewAnswer answer = ReviewAnswer.Read(webhook, body, uid, version, mutating);
        foreach ((string key, string value) in answer.Response.AuditAnnotations ?? []) request.Annotate($"{webhook.Name}/{key}", value);
        foreach (string warning in answer.Response.Warnings ?? []) request.Warn(warning);
        return answer;
    }
}
