using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.MetaV1;
using Netes.Api.Selectors;

namespace Netes.ApiServer.Admission.Webhooks;

/// <summary>One webhook of a configuration, ready for use (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/).</summary>
internal sealed class Webhook
{
    private const int DefaultSeconds = 10;

    private Webhook(string configuration, int index, string name, WebhookClientConfig client, LabelSelector? namespaces, LabelSelector? objects)
    {
        Configuration = configuration;
        Name = name;
        Id = $"{configuration}/{name}/{index}";
        Client = new WebhookClient(client);
        Namespaces = namespaces is null ? Selector.Everything : namespaces.ToSelector();
        Objects = objects is null ? Selector.Everything : objects.ToSelector();
    }

    /// <summary>The configuration's name.</summary>
    public string Configuration { get; }

    public string Name { get; }

    /// <summary>Tells it from every other webhook of its kind.</summary>
    public string Id { get; }

    public WebhookClient Client { get; }
    public Selector Namespaces { get; }
    public Selector Objects { get; }
    public required IReadOnlyList<RuleWithOperations> Rules { get; init; }
    public required bool IgnoresFailure { get; init; }

    /// <summary>Rules also catch requests by other versions of the resources that they name.</summary>
    public required bool MatchesEquivalents { get; init; }

    public required string SideEffects { get; init; }
    public required TimeSpan Timeout { get; init; }

    /// <summary>The AdmissionReview version that both sides speak, "v1" or "v1beta1"; null when there is none.</summary>
    public required string? ReviewVersion { get; init; }

    public bool IsReinvoked { get; init; }
    public IReadOnlyList<MatchCondition> Conditions { get; init; } = [];

    /// <summary>Whether it may be called although nothing will be stored.</summary>
    public bool AllowsDryRun => SideEffects is "None" or "NoneOnDryRun";

    public static IEnumerable<Webhook> Of(MutatingWebhookConfiguration configuration) => (configuration.Webhooks ?? []).Select((w, i) =>
        new Webhook(configuration.Metadata.Name, i, w.Name, w.ClientConfig, w.NamespaceSelector, w.ObjectSelector)
        {
            Rules = w.Rules ?? [],
            IgnoresFailure = w.FailurePolicy == "Ignore",
            MatchesEquivalents = w.MatchPolicy != "Exact",
            SideEffects = w.SideEffects ?? "",
            Timeout = TimeSpan.FromSeconds(w.TimeoutSeconds ?? DefaultSeconds),
            ReviewVersion = Common(w.AdmissionReviewVersions),
            IsReinvoked = w.ReinvocationPolicy == "IfNeeded",
            Conditions = w.MatchConditions ?? [],
        });

    public static IEnumerable<Webhook> Of(ValidatingWebhookConfiguration configuration) => (configuration.Webhooks ?? []).Select((w, i) =>
        new Webhook(configuration.Metadata.Name, i, w.Name, w.ClientConfig, w.NamespaceSelector, w.ObjectSelector)
        {
            Rules = w.Rules ?? [],
            IgnoresFailure = w.FailurePolicy == "Ignore",
            MatchesEquivalents = w.MatchPolicy != "Exact",
            SideEffects = w.SideEffects ?? "",
            Timeout = TimeSpan.FromSeconds(w.TimeoutSeconds ?? DefaultSeconds),
            ReviewVersion = Common(w.AdmissionReviewVersions),
            Conditions = w.MatchConditions ?? [],
        });

    private static string? Common(List<string>? versions) => versions?.Find(v => v is "v1" or "v1beta1");
}
