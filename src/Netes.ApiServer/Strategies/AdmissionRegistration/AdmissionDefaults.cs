using Netes.Api.AdmissionRegistrationV1;

namespace Netes.ApiServer.Strategies.AdmissionRegistration;

/// <summary>The defaults that webhooks and policies share.</summary>
internal static class AdmissionDefaults
{
    public static void Rules(IEnumerable<Rule>? rules)
    {
        foreach (var rule in rules ?? []) rule.Scope ??= "*";
    }

    public static void Match(MatchResources? match)
    {
        if (match is null) return;
        match.MatchPolicy ??= "Equivalent";
        match.NamespaceSelector ??= new();
        match.ObjectSelector ??= new();
        Rules(match.ResourceRules);
        Rules(match.ExcludeResourceRules);
    }

    public static void Client(WebhookClientConfig client)
    {
        if (client.Service is { } service) service.Port ??= 443;
    }
}
