using System.Text.Json;
using Netes.Api;
using Netes.Api.AdmissionV1;
using Netes.Api.Json;
using Netes.Api.MetaV1;
using Netes.Api.Validation;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Admission.Webhooks;

/// <summary>What a webhook said, once it makes sense.</summary>
internal sealed record ReviewAnswer(AdmissionResponse Response, byte[] Patch)
{
    /// <exception cref="WebhookException">It makes none.</exception>
    public static ReviewAnswer Read(Webhook webhook, byte[] body, string uid, string version, bool mutating)
    {
        AdmissionReview review = Decode(webhook, body);
        if (review.Response is not { } response) throw Invalid("webhook response was absent");
        if (version == "v1")
        {
            if (response.Uid != uid) throw Invalid($"expected response.uid={GoValue.Quote(uid)}, got {GoValue.Quote(response.Uid)}");
            if (review.Kind != "AdmissionReview" || review.ApiVersion != "admission.k8s.io/v1")
                throw Invalid($"expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got {review.ApiVersion}, Kind={review.Kind}");
            CheckPatch(response, mutating, Invalid);
        }
        if (mutating && response.PatchType is { } type && type != "JSONPatch") throw new WebhookException(webhook.Name, $"unsupported patch type {GoValue.Quote(type)}");
        return new ReviewAnswer(response, mutating ? response.Patch ?? [] : []);

        WebhookException Invalid(string why) => new(webhook.Name, "received invalid webhook response: " + why);
    }

    /// <summary>The refusal that the webhook asks for.</summary>
    public ApiException Refusal(string webhook)
    {
        string by = $"admission webhook {GoValue.Quote(webhook)} denied the request";
        Status status = Response.Status ?? new Status();
        string message = status.Message.Length > 0 ? $"{by}: {status.Message}" : status.Reason.Length > 0 ? $"{by}: {status.Reason}" : by + " without explanation";
        StatusDetails? details = status.Details;
        return new ApiException(new ApiFailure(Math.Max(status.Code, 400), status.Reason, message)
        {
            Details = details is null ? null : new FailureDetails(details.Name, details.Group, details.Kind, details.Uid)
            {
                Causes = [.. (details.Causes ?? []).Select(c => new FailureCause(c.Reason, c.Message, c.Field))],
                RetryAfterSeconds = details.RetryAfterSeconds,
            },
        });
    }

    private static AdmissionReview Decode(Webhook webhook, byte[] body)
    {
        try
        {
            if (GoJsonSyntax.Find(body) is { } syntax) throw new WebhookException(webhook.Name, "failed to call webhook: couldn't get version/kind; json parse error: " + syntax);
            return ApiJson.Deserialize<AdmissionReview>(body);
        }
        catch (Exception e) when (e is ApiDecodeException or JsonException)
        {
            throw new WebhookException(webhook.Name, "failed to call webhook: " + e.Message);
        }
    }

    private static void CheckPatch(AdmissionResponse response, bool mutating, Func<string, WebhookException> invalid)
    {
        bool hasPatch = response.Patch is { Length: > 0 };
        if (!mutating)
        {
            if (hasPatch) throw invalid("validating webhook may not return response.patch");
            if (response.PatchType is not null) throw invalid("validating webhook may not return response.patchType");
            return;
        }
        if (hasPatch && response.PatchType is null) throw invalid("webhook returned response.patch but not response.patchType");
        if (!hasPatch && response.PatchType is not null) throw invalid("webhook returned response.patchType but not response.patch");
        if (response.PatchType is { Length: 0 }) throw invalid("webhook returned invalid response.patchType of \"\"");
    }
}
