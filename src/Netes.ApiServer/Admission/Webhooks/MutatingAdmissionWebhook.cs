using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Netes.Api;
using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.Json;
using Netes.Api.Validation;
using Netes.ApiServer.Http;
using Netes.ApiServer.Patching;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Admission.Webhooks;

/// <summary>Lets mutating webhooks change what is written, one after the other, each seeing what the ones before it did.</summary>
internal sealed partial class MutatingAdmissionWebhook : IAdmissionPlugin
{
    private readonly WebhookSource source;
    private readonly WebhookMatcher matcher;
    private readonly ServiceResolver services;
    private readonly ILogger logger;

    public MutatingAdmissionWebhook(ResourceRegistry registry, ILogger logger)
    {
        source = new WebhookSource(registry.Get("admissionregistration.k8s.io", "v1", "mutatingwebhookconfigurations"),
            static obj => Webhook.Of((MutatingWebhookConfiguration)obj));
        matcher = new WebhookMatcher(registry);
        services = new ServiceResolver(registry);
        this.logger = logger;
    }

    public string Name => "MutatingAdmissionWebhook";

    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<Webhook> webhooks = await source.AllAsync(cancellationToken);
        if (webhooks.Count == 0 || WebhookMatcher.IsExempt(request)) return;
        Reinvocation round = request.Reinvocation;
        if (round.IsSecond && request.Object is { } before) round.Resume(ObjectCodec.Encode(before));
        for (int i = 0; i < webhooks.Count; i++)
        {
            if (await matcher.MatchAsync(webhooks[i], request, cancellationToken) is not { } invocation) continue;
            if (round.IsSecond && !round.IsDue(webhooks[i].Id)) continue;
            await CallAsync(request, invocation, i, cancellationToken);
        }
        if (request.Object is { } after) round.Leave(ObjectCodec.Encode(after));
    }

    private async ValueTask CallAsync(AdmissionRequest request, Invocation invocation, int index, CancellationToken cancellationToken)
    {
        Webhook webhook = invocation.Webhook;
        string place = $"mutation.webhook.admission.k8s.io/round_{(request.Reinvocation.IsSecond ? 1 : 0)}_index_{index}";
        bool changed = false;
        try
        {
            IApiKind? obj = VersionChange.To(request.Object, request.Resource, invocation.Target);
            ReviewAnswer answer = await WebhookCall.AskAsync(invocation, request, obj, mutating: true, services, cancellationToken);
            if (!answer.Response.Allowed) throw answer.Refusal(webhook.Name);
            changed = answer.Patch.Length > 0 && Patch(request, invocation, obj, answer.Patch);
        }
        catch (WebhookException e) when (webhook.IgnoresFailure)
        {
            Log.FailedOpen(logger, e, webhook.Name);
            request.Annotate("failed-open." + place, webhook.Name);
        }
        catch (WebhookException e)
        {
            throw e.ToApiException();
        }
        if (changed) request.Reinvocation.Changed();
        if (webhook.IsReinvoked) request.Reinvocation.Called(webhook.Id);
        request.Annotate(place, $"{{\"configuration\":{GoValue.JsonString(webhook.Configuration)},\"webhook\":{GoValue.JsonString(webhook.Name)},\"mutated\":{(changed ? "true" : "false")}}}");
    }

    /// <returns>Whether the patch changed anything.</returns>
    private static bool Patch(AdmissionRequest request, Invocation invocation, IApiKind? obj, byte[] patch)
    {
        try
        {
            JsonNode? operations = JsonTree.Parse(patch);
            if (operations is JsonArray { Count: 0 }) return false;
            if (obj is null)
                throw ApiErrors.Internal($"admission webhook {GoValue.Quote(invocation.Webhook.Name)} attempted to modify the object, which is not supported for this operation");
            var document = (JsonObject)JsonTree.Parse(ObjectCodec.Encode(obj))!;
            JsonPatch.Read(operations, null).Apply(document);
            IApiKind patched = ApiJson.Deserialize(JsonTree.ToUtf8(document), obj.Info);
            if (obj.Info.DeepEquals(obj, patched)) return false;
            IApiKind back = VersionChange.To(patched, invocation.Target, request.Resource)!;
            if (back is IApiObject whole && request.Subresource.Length == 0) request.Resource.Strategy.Default(whole);
            request.Object = back;
            return true;
        }
        catch (Exception e) when (e is PatchException or ApiDecodeException or JsonException)
        {
            throw ApiErrors.Internal(e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "webhook {Webhook} failed, and its policy is to go on without it")]
        public static partial void FailedOpen(ILogger logger, Exception exception, string webhook);
    }
}
