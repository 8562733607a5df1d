using Netes.Api.Validation;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Admission.Webhooks;

/// <summary>A webhook could not be asked, or its answer makes no sense. Whether that matters is for its failure policy to say.</summary>
internal sealed class WebhookException(string webhook, string why) : Exception($"failed calling webhook {GoValue.Quote(webhook)}: {why}")
{
    public ApiException ToApiException() => ApiErrors.Internal(Message);
}
