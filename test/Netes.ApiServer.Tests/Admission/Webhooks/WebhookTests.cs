using System.Net;
using System.Text;

namespace Netes.ApiServer.Tests.Admission.Webhooks;

public sealed class WebhookTests : IAsyncLifetime
{
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string Registrations = "/apis/admissionregistration.k8s.io/v1";
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task RegisterAsync(string kind, string url, string caBundle, string more = "")
    {
        Answer answer = await server.PostAsync($"{Registrations}/{kind.ToLowerInvariant()}webhookconfigurations", $$$"""
            {"metadata":{"name":"w"},"webhooks":[{"name":"w.example.com","admissionReviewVersions":["v1"],"sideEffects":"None",{{{more}}}
            "clientConfig":{"url":"{{{url}}}","caBundle":"{{{caBundle}}}"},
            "rules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE","DELETE"],"resources":["configmaps"]}]}]}
            """);
        Assert.True(answer.Status == HttpStatusCode.Created, answer.Text);
    }

    [Fact]
    public async Task Create_RefusedByAWebhook_SaysWhyAndStoresNothing()
    {
        await using LocalWebhook webhook = await LocalWebhook.StartAsync(static _ => """ "allowed":false,"status":{"message":"not today","code":403} """);
        await RegisterAsync("Validating", webhook.Url, webhook.CaBundle);

        Answer refused = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Equal("admission webhook \"w.example.com\" denied the request: not today", refused.Message);
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync(ConfigMaps + "/a")).Status);
        Assert.Equal("CREATE", Assert.Single(webhook.Requests).GetProperty("operation").GetString());
    }

    [Fact]
    public async Task Create_ChangedByAWebhook_StoresTheChangeAndPassesItsWarning()
    {
        string patch = Convert.ToBase64String(Encoding.UTF8.GetBytes("""[{"op":"add","path":"/data","value":{"by":"webhook"}}]"""));
        await using LocalWebhook webhook = await LocalWebhook.StartAsync(_ => $$""" "allowed":true,"patchType":"JSONPatch","patch":"{{patch}}","warnings":["seen"] """);
        await RegisterAsync("Mutating", webhook.Url, webhook.CaBundle);

        Answer created = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Contains("299 - \"seen\"", created.Warnings);
        Assert.Equal("webhook", (await server.GetAsync(ConfigMaps + "/a"))["data.by"]);
    }

    [Fact]
    public async Task Delete_RefusedByAWebhook_Stays()
    {
        await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");
        await using LocalWebhook webhook = await LocalWebhook.StartAsync(static _ => """ "allowed":false """);
        await RegisterAsync("Validating", webhook.Url, webhook.CaBundle);

        // A refusal without a code is a bad request.
        Assert.Equal(HttpStatusCode.BadRequest, (await server.DeleteAsync(ConfigMaps + "/a")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync(ConfigMaps + "/a")).Status);
    }

    [Theory]
    [InlineData("Fail", HttpStatusCode.InternalServerError)]
    [InlineData("Ignore", HttpStatusCode.Created)]
    public async Task Create_WhenTheWebhookIsNotTrusted_FollowsTheFailurePolicy(string policy, HttpStatusCode expected)
    {
        await using LocalWebhook webhook = await LocalWebhook.StartAsync(static _ => """ "allowed":true """);
        await using LocalWebhook other = await LocalWebhook.StartAsync(static _ => """ "allowed":true """);
        await RegisterAsync("Validating", webhook.Url, other.CaBundle, $"\"failurePolicy\":\"{policy}\",");

        Answer answer = await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""");

        Assert.Equal(expected, answer.Status);
        Assert.Empty(webhook.Requests);
    }

    [Fact]
    public async Task Create_InNamespaceThatTheSelectorLeavesOut_IsNotReviewed()
    {
        await using LocalWebhook webhook = await LocalWebhook.StartAsync(static _ => """ "allowed":false """);
        await RegisterAsync("Validating", webhook.Url, webhook.CaBundle, "\"namespaceSelector\":{\"matchLabels\":{\"reviewed\":\"yes\"}},");

        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync(ConfigMaps, """{"metadata":{"name":"a"}}""")).Status);
        Assert.Empty(webhook.Requests);
    }
}
