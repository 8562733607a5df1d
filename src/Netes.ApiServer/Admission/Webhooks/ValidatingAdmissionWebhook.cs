using Microsoft.Extensions.Logging;
using Netes.Api;
using Netes.Api.AdmissionRegistrationV1;
using Netes.ApiServer.Http;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Admission.Webhooks;

/// <summary>Asks validating webhooks, all at once, whether what is to be stored may be.</summary>
internal sealed partial class ValidatingAdmissionWebhook : IAdmissionPlugin
{
    private readonly WebhookSource source;
    private readonly WebhookMatcher matcher;
    private readonly ServiceResolver services;
    private readonly ILogger logger;

    public ValidatingAdmissionWebhook(ResourceRegistry registry, ILogger logger)
    {
        source = new WebhookSource(registry.Get("admissionregistration.k8s.io", "v1", "validatingwebhookconfigurations"),
            static obj => Webhook.Of((ValidatingWebhookConfiguration)obj));
        matcher = new WebhookMatcher(registry);
        services = new ServiceResolver(registry);
        this.logger = logger;
    }

    public string Name => "ValidatingAdmissionWebhook";

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<Webhook> webhooks = await source.AllAsync(cancellationToken);
        if (webhooks.Count == 0 || WebhookMatcher.IsExempt(request)) return;
        List<Task<ApiException?>>? calls = null;
        // Warnings and annotations of calls that run beside each other come one by one.
        var gate = new Lock();
        AdmissionRequest shared = request with
        {
            Warn = text => { lock (gate) request.Warn(text); },
            Annotate = (key, value) => { lock (gate) request.Annotate(key, value); },
        };
        for (int i = 0; i < webhooks.Count; i++)
        {
            if (await matcher.MatchAsync(webhooks[i], request, cancellationToken) is { } invocation)
                (calls ??= []).Add(CallAsync(shared, invocation, calls?.Count ?? 0, cancellationToken));
        }
        if (calls is null) return;
        foreach (ApiException? refusal in await Task.WhenAll(calls))
        {
            if (refusal is not null) throw refusal;
        }
    }

    private async Task<ApiException?> CallAsync(AdmissionRequest request, Invocation invocation, int index, CancellationToken cancellationToken)
    {
        Webhook webhook = invocation.Webhook;
        try
        {
            IApiKind? obj = VersionChange.To(request.Object, request.Resource, invocation.Target);
            ReviewAnswer answer = await WebhookCall.AskAsync(invocation, request, obj, mutating: false, services, cancellationToken);
            return answer.Response.Allowed ? null : answer.Refusal(webhook.Name);
        }
        catch (WebhookException e) when (webhook.IgnoresFailure)
        {
            Log.FailedOpen(logger, e, webhook.Name);
            request.Annotate($"failed-open.validating.webhook.admission.k8s.io/round_0_index_{index}", webhook.Name);
            return null;
        }
        catch (WebhookException e)
        {
            return e.ToApiException();
        }
        catch (ApiException e)
        {
            return e;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "webhook {Webhook} failed, and its policy is to go on without it")]
        public static partial void FailedOpen(ILogger logger, Exception exception, string webhook);
    }
}
