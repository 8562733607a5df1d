using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.AdmissionRegistration;

namespace Netes.ApiServer.Strategies.AdmissionRegistration;

/// <summary>https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/</summary>
internal sealed class MutatingWebhookConfigurationStrategy : Strategy<MutatingWebhookConfiguration>
{
    public override bool HasGeneration => true;

    public override bool AllowUnconditionalUpdate => false;

    public override ITablePrinter Table => AdmissionPrinters.MutatingWebhooks;

    public override void Default(MutatingWebhookConfiguration configuration)
    {
        foreach (var webhook in configuration.Webhooks ?? [])
        {
            webhook.FailurePolicy ??= "Fail";
            webhook.MatchPolicy ??= "Equivalent";
            webhook.NamespaceSelector ??= new();
            webhook.ObjectSelector ??= new();
            webhook.TimeoutSeconds ??= 10;
            webhook.ReinvocationPolicy ??= "Never";
            AdmissionDefaults.Client(webhook.ClientConfig);
            AdmissionDefaults.Rules(webhook.Rules);
        }
    }

    public override bool DesiredStateChanged(MutatingWebhookConfiguration configuration, MutatingWebhookConfiguration old)
    {
        var (now, before) = (configuration.Webhooks ?? [], old.Webhooks ?? []);
        return now.Count != before.Count || now.Zip(before).Any(pair => !pair.First.DeepEquals(pair.Second));
    }

    public override ErrorList Validate(MutatingWebhookConfiguration configuration) => Check(configuration, null);

    public override ErrorList ValidateUpdate(MutatingWebhookConfiguration configuration, MutatingWebhookConfiguration old) =>
        Check(configuration, old);

    private static ErrorList Check(MutatingWebhookConfiguration configuration, MutatingWebhookConfiguration? old)
    {
        var errors = new ErrorList();
        WebhookRules.Validate(errors, Webhooks(configuration), old is null ? null : Webhooks(old));
        return errors;
    }

    private static List<Webhook> Webhooks(MutatingWebhookConfiguration configuration) =>
        (configuration.Webhooks ?? []).ConvertAll(Webhook.Of);
}
