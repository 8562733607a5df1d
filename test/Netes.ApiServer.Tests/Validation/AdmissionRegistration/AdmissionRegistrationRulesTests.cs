using Netes.Api.AdmissionRegistrationV1;
using Netes.ApiServer.Strategies.AdmissionRegistration;
using Netes.ApiServer.Validation.AdmissionRegistration;

namespace Netes.ApiServer.Tests.Validation.AdmissionRegistration;

public sealed class AdmissionRegistrationRulesTests
{
    private const string Rule = """{"apiGroups":["a"],"apiVersions":["v1"],"resources":["things"],"operations":["CREATE"]}""";

    private static string Webhook(string change = "", string client = """{"url":"https://h/x"}""", string rule = Rule) =>
        $$$"""{"webhooks":[{"name":"w.example.com","clientConfig":{{{client}}},"sideEffects":"None","admissionReviewVersions":["v1"],"rules":[{{{rule}}}]{{{change}}}}]}""";

    private static string[] Create(string json) => RuleTesting.Create(new ValidatingWebhookConfigurationStrategy(), json);

    [Fact]
    public void Webhook_Minimal_GetsItsDefaults()
    {
        var strategy = new MutatingWebhookConfigurationStrategy();
        MutatingWebhook webhook = RuleTesting.Read(strategy, Webhook(client: """{"service":{"name":"n","namespace":"s"}}""")).Webhooks![0];
        Assert.Equal(("Fail", "Equivalent", 10, "Never"), (webhook.FailurePolicy, webhook.MatchPolicy, webhook.TimeoutSeconds, webhook.ReinvocationPolicy));
        Assert.Equal((443, "*"), (webhook.ClientConfig.Service!.Port, webhook.Rules![0].Scope));
        Assert.NotNull(webhook.ObjectSelector);
    }

    [Theory]
    [InlineData("http://x", "\"http\": 'https' is the only allowed URL scheme; desired format: https://host[/path]")]
    [InlineData("https://u:p@x/", "\"u:p\": user information is not permitted in the URL")]
    [InlineData("https://x/?q=1", "\"q=1\": query parameters are not permitted in the URL")]
    [InlineData("https://x/#f", "\"f\": fragments are not permitted in the URL")]
    [InlineData("https:///x", "\"\": host must be specified; desired format: https://host[/path]")]
    public void Webhook_BadUrl_IsRefused(string url, string error) => Assert.Equal(["webhooks[0].clientConfig.url: Invalid value: " + error],
        Create(Webhook(client: $$"""{"url":"{{url}}"}""")));

    [Fact]
    public void Webhook_BadService_IsRefused() => Assert.Equal(
        [
            "webhooks[0].clientConfig.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive",
            "webhooks[0].clientConfig.service.path: Invalid value: \"x\": must start with a '/'",
            "webhooks[0].clientConfig.service.path: Invalid value: \"x\": segment[0] may not be empty",
        ],
        Create(Webhook(client: """{"service":{"name":"n","namespace":"s","port":0,"path":"x"}}""")));

    [Fact]
    public void Webhook_WildcardsBesideOthers_AreRefused() => Assert.Equal(
        [
            "webhooks[0].rules[0].operations: Invalid value: [\"CREATE\",\"*\"]: if '*' is present, must not specify other operations",
            "webhooks[0].rules[0].resources[1]: Invalid value: \"pods/log\": if 'pods/*' is present, must not specify pods/log",
        ],
        Create(Webhook(rule: """{"apiGroups":["a"],"apiVersions":["v1"],"resources":["pods/*","pods/log"],"operations":["CREATE","*"]}""")));

    [Fact]
    public void Webhook_OldSideEffects_MayStay()
    {
        string some = Webhook().Replace("\"None\"", "\"Some\"", StringComparison.Ordinal);
        Assert.Equal(["webhooks[0].sideEffects: Unsupported value: \"Some\": supported values: \"None\", \"NoneOnDryRun\""], Create(some));
        Assert.Empty(RuleTesting.Update(new ValidatingWebhookConfigurationStrategy(), some, some));
    }

    [Fact]
    public void Policy_WithoutValidations_IsRefused() => Assert.Equal(
        [
            "spec.validations: Required value: validations or auditAnnotations must contain at least one item",
            "spec.auditAnnotations: Required value: validations or auditAnnotations must contain at least one item",
        ],
        RuleTesting.Create(new ValidatingAdmissionPolicyStrategy(), $$$"""{"spec":{"matchConstraints":{"resourceRules":[{{{Rule}}}]} } }"""));

    [Theory]
    [InlineData("a", true)]
    [InlineData("_a1", true)]
    [InlineData("1a", false)]
    [InlineData("a-b", false)]
    [InlineData("true", false)]
    public void Variable_Name_IsAnIdentifier(string name, bool well) => Assert.Equal(well, PolicyVariableRules.IsIdentifier(name));

    [Fact]
    public void Binding_DenyAndWarn_IsRefused() => Assert.Contains("must not contain both Deny and Warn", Assert.Single(
        RuleTesting.Create(new ValidatingAdmissionPolicyBindingStrategy(), """{"spec":{"policyName":"p","validationActions":["Deny","Warn"]}}""")));

    [Fact]
    public void MutatingPolicy_OfDeletions_IsRefused() => Assert.Equal(
        ["spec.matchConstraints.resourceRules.operations: Unsupported value: \"DELETE\": supported values: \"*\", \"CONNECT\", \"CREATE\", \"UPDATE\""],
        RuleTesting.Create(new MutatingAdmissionPolicyStrategy(), $$$"""
            {"spec":{"matchConstraints":{"resourceRules":[{{{Rule.Replace("CREATE", "DELETE", StringComparison.Ordinal)}}}]},
             "reinvocationPolicy":"Never","mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":{"expression":"Object{}"}}]}}
            """));

    [Fact]
    public void MutatingPolicy_BothPatches_IsRefused() => Assert.Contains(
        "spec.mutations[0].jsonPatch: Invalid value: \"{jsonPatch}\": must not be specified when patchType is ApplyConfiguration",
        RuleTesting.Create(new MutatingAdmissionPolicyStrategy(), $$$"""
            {"spec":{"matchConstraints":{"resourceRules":[{{{Rule}}}]},"reinvocationPolicy":"Never",
             "mutations":[{"patchType":"ApplyConfiguration","applyConfiguration":{"expression":"Object{}"},"jsonPatch":{"expression":"[]"}}]}}
            """));
}
