using Netes.Api.AdmissionRegistrationV1;
using Netes.Api.Validation;
using Netes.ApiServer.Printing;
using Netes.ApiServer.Validation.AdmissionRegistration;

namespace Netes.ApiServer.Strategies.AdmissionRegistration;

/// <summary>https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/</summary>
internal sealed class ValidatingWebhookConfigurationStrategy : Strategy<ValidatingWebhookConfiguration>
{
    public override bool HasGeneration => true;

    public override bool AllowUnconditionalUpdate => false;

    public override ITablePrinter Table => AdmissionPrinters.ValidatingWebhooks;

    public override void Default(ValidatingWebhookConfiguration configuration)
    {
        foreach (var webhook in configuration.Webhooks ?? [])
        {
            webhook.FailurePolicy ??= "Fail";
            webhook.MatchPolicy ??= "Equivalent";
            webhook.NamespaceSelector ??= new();
            webhook.ObjectSelector ??= new();
            webhook.TimeoutSeconds ??= 10;
            AdmissionDefaults.Client(webhook.ClientConfig);
            AdmissionDefaults.Rules(webhook.Rules);
        }
    }

    public override bool DesiredStateChanged(ValidatingWebhookConfiguration configuration, ValidatingWebhookConfiguration old)
    {
        var (now, before) = (configuration.Webhooks ?? [], old.Webhooks ?? []);
        return now.Count != before.Count || now.Zip(before).Any(pair => !pair.First.DeepEquals(pair.Second));
    }

    public override ErrorList Validate(ValidatingWebhookConfiguration configuration) => Check(configuration, null);

    public override ErrorList ValidateUpdate(ValidatingWebhookConfiguration configuration, ValidatingWebhookConfiguration old) =>
        Check(configuration, old);

    private static ErrorList Check(ValidatingWebhookConfiguration configuration, ValidatingWebhookConfiguration? old)
    {
        var errors = new ErrorList();
        WebhookRules.Validate(errors, Webhooks(configuration), old is null ? null : Webhooks(old));
        return errors;
    }

    private static List<Webhook> Webhooks(ValidatingWebhookConfiguration configuration) =>
        (configuration.Webhooks ?? []).ConvertAll(Webhook.Of);
}
