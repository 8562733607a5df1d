using Netes.Api;
using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.Selectors;
using Netes.ApiServer.Http;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Admission.Webhooks;

/// <summary>A webhook that is to be called.</summary>
/// <param name="Target">The version of the resource that the webhook wants to see.</param>
internal sealed record Invocation(Webhook Webhook, ResourceDefinition Target);

/// <summary>Finds out whether a webhook wants to see a request, and in which version.</summary>
internal sealed class WebhookMatcher(ResourceRegistry registry)
{
    private readonly ResourceStore namespaces = registry.Get("", "v1", "namespaces");

    /// <summary>What configures admission is never subject to webhooks: a broken one could not be mended otherwise.</summary>
    public static bool IsExempt(AdmissionRequest request) => request.Resource.Group == "admissionregistration.k8s.io" && request.Resource.Plural is
        "validatingwebhookconfigurations" or "mutatingwebhookconfigurations" or "validatingadmissionpolicies" or "validatingadmissionpolicybindings"
        or "mutatingadmissionpolicies" or "mutatingadmissionpolicybindings";

    /// <returns>null when it isn't to be called.</returns>
    public async ValueTask<Invocation?> MatchAsync(Webhook webhook, AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (Target(webhook, request) is not { } target) return null;
        if (!await InNamespacesAsync(webhook.Namespaces, request, cancellationToken)) return null;
        if (!webhook.Objects.IsEverything && !HasLabels(request.Object, webhook.Objects) && !HasLabels(request.Old, webhook.Objects)) return null;
        if (webhook.Conditions.Count > 0)
            throw ApiErrors.Internal($"webhook {webhook.Name} of configuration {webhook.Configuration} has match conditions, which this server can't evaluate yet");
        return new Invocation(webhook, target);
    }

    private ResourceDefinition? Target(Webhook webhook, AdmissionRequest request)
    {
        ResourceDefinition resource = request.Resource;
        if (Catches(webhook, request, resource)) return resource;
        if (!webhook.MatchesEquivalents) return null;
        // Earlier rules come before later ones, whichever version they name.
        foreach (RuleWithOperations rule in webhook.Rules)
        {
            foreach (ResourceDefinition equivalent in registry.EquivalentsOf(resource))
            {
                if (Catches(rule, request, equivalent)) return equivalent;
            }
        }
        return null;
    }

    private static bool Catches(Webhook webhook, AdmissionRequest request, ResourceDefinition resource)
    {
        foreach (RuleWithOperations rule in webhook.Rules)
        {
            if (Catches(rule, request, resource)) return true;
        }
        return false;
    }

    private static bool Catches(RuleWithOperations rule, AdmissionRequest request, ResourceDefinition resource) =>
        RuleMatch.Catches(rule, resource.Type.Gvr, request.Subresource, RuleMatch.NameOf(request.Operation), request.Namespace.Length > 0);

    private async ValueTask<bool> InNamespacesAsync(Selector selector, AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (selector.IsEverything) return true;
        bool isNamespace = request.Resource is { Group: "", Plural: "namespaces" };
        if (isNamespace && request.Subresource.Length == 0 && request.Object is IApiObject own) return selector.Matches(own.Metadata.Labels);
        string name = isNamespace ? request.Name : request.Namespace;
        if (name.Length == 0) return true;
        ResourceItem item = await namespaces.GetAsync("", name, cancellationToken) ?? throw ApiErrors.NotFound("", "namespaces", name);
        return selector.Matches(item.Labels);
    }

    private static bool HasLabels(IApiKind? obj, Selector selector) => obj is IApiObject { Metadata: var meta } && selector.Matches(meta.Labels);
}
