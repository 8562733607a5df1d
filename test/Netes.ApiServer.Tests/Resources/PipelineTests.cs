using System.Net;
using System.Text;
using System.Text.Json;

namespace Netes.ApiServer.Tests.Resources;

/// <summary>Requests through the whole pipeline, with an in-memory transport and store.</summary>
public sealed class PipelineTests : IAsyncLifetime
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Create_ConfigMap_FillsSystemFields()
    {
        Answer created = await server.PostAsync(Maps, Map("a"));
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal(("ConfigMap", "v1", "default"), (created["kind"], created["apiVersion"], created["metadata.namespace"]));
        Assert.NotEqual("", created["metadata.uid"]);
        Assert.NotEqual("", created["metadata.resourceVersion"]);
        Assert.NotEqual("", created["metadata.creationTimestamp"]);
        Assert.Equal(created.Text, (await server.GetAsync(Maps + "/a")).Text);
    }

    [Fact]
    public async Task Create_SameName_AlreadyExists()
    {
        await server.PostAsync(Maps, Map("a"));
        Answer second = await server.PostAsync(Maps, Map("a"));
        Assert.Equal((HttpStatusCode.Conflict, "AlreadyExists", "configmaps \"a\" already exists"), (second.Status, second["reason"], second.Message));
    }

    [Fact]
    public async Task Create_GenerateName_MakesAName()
    {
        Answer created = await server.PostAsync(Maps, """{"metadata":{"generateName":"x-"}}""");
        Assert.Matches("^x-[a-z0-9]{5}$", created["metadata.name"]);
    }

    [Fact]
    public async Task Create_DryRun_StoresNothing()
    {
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync(Maps + "?dryRun=All", Map("a"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync(Maps + "/a")).Status);
    }

    [Fact]
    public async Task Create_MissingNamespace_IsNotFound()
    {
        Answer answer = await server.PostAsync("/api/v1/namespaces/none/configmaps", Map("a"));
        Assert.Equal((HttpStatusCode.NotFound, "namespaces \"none\" not found"), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task Create_UnknownField_WarnsOrFails()
    {
        const string Json = """{"metadata":{"name":"a"},"bogus":1}""";
        Answer warned = await server.PostAsync(Maps + "?dryRun=All", Json);
        Assert.Equal(["299 - \"unknown field \\\"bogus\\\"\""], warned.Warnings);
        Answer strict = await server.PostAsync(Maps + "?dryRun=All&fieldValidation=Strict", Json);
        Assert.Equal(HttpStatusCode.BadRequest, strict.Status);
        Assert.EndsWith("strict decoding error: unknown field \"bogus\"", strict.Message);
        Assert.Empty((await server.PostAsync(Maps + "?dryRun=All&fieldValidation=Ignore", Json)).Warnings);
    }

    [Fact]
    public async Task Create_BadLabel_IsInvalid()
    {
        Answer answer = await server.PostAsync(Maps, """{"metadata":{"name":"a","labels":{"bad key!":"v"}}}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.StartsWith("ConfigMap \"a\" is invalid: metadata.labels: Invalid value: \"bad key!\"", answer.Message);
        Assert.Equal("metadata.labels", answer["details.causes.0.field"]);
    }

    [Fact]
    public async Task Update_StaleResourceVersion_Conflicts()
    {
        Answer first = await server.PostAsync(Maps, Map("a"));
        await server.PatchAsync(Maps + "/a", """{"data":{"x":"1"}}""");
        Answer stale = await server.PutAsync(Maps + "/a", first.Text);
        Assert.Equal((HttpStatusCode.Conflict, "Conflict"), (stale.Status, stale["reason"]));
        Assert.Equal("Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version and try again", stale.Message);
    }

    [Fact]
    public async Task Update_NothingChanged_KeepsResourceVersion()
    {
        Answer first = await server.PostAsync(Maps, Map("a"));
        Assert.Equal(first.Text, (await server.PutAsync(Maps + "/a", first.Text)).Text);
        Assert.Equal(first.Text, (await server.PatchAsync(Maps + "/a", "{}")).Text);
    }

    [Fact]
    public async Task Patch_ManyAtOnce_LosesNone()
    {
        await server.PostAsync(Maps, Map("a"));
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            server.PatchAsync(Maps + "/a", $$$"""{"data":{"k{{{i}}}":"v"} }""")));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.Status));
        Assert.Equal(20, (await server.GetAsync(Maps + "/a")).Json.GetProperty("data").EnumerateObject().Count());
    }

    [Fact]
    public async Task Patch_Apply_SaysThatItIsNotSupported() =>
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await server.PatchAsync(Maps + "/a?fieldManager=m", "{}", "application/apply-patch+yaml")).Status);

    [Fact]
    public async Task Delete_Object_AnswersStatusAndRemoves()
    {
        Answer created = await server.PostAsync(Maps, Map("a"));
        Answer deleted = await server.DeleteAsync(Maps + "/a");
        Assert.Equal(("Status", "Success", created["metadata.uid"]), (deleted["kind"], deleted["status"], deleted["details.uid"]));
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync(Maps + "/a")).Status);
    }

    [Fact]
    public async Task Delete_WithFinalizer_WaitsForItsEnd()
    {
        await server.PostAsync(Maps, """{"metadata":{"name":"a","finalizers":["example.com/hold"]}}""");
        Answer marked = await server.DeleteAsync(Maps + "/a");
        Assert.NotEqual("", marked["metadata.deletionTimestamp"]);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync(Maps + "/a")).Status);
        await server.PatchAsync(Maps + "/a", """{"metadata":{"finalizers":null}}""");
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync(Maps + "/a")).Status);
    }

    [Theory]
    [InlineData("Orphan", "orphan")]
    [InlineData("Foreground", "foregroundDeletion")]
    public async Task Delete_Propagation_SetsFinalizer(string policy, string finalizer)
    {
        await server.PostAsync(Maps, Map("a"));
        Answer marked = await server.DeleteAsync(Maps + "/a", $$"""{"propagationPolicy":"{{policy}}"}""");
        Assert.Equal(finalizer, marked["metadata.finalizers.0"]);
    }

    [Fact]
    public async Task Delete_WrongUid_Conflicts()
    {
        await server.PostAsync(Maps, Map("a"));
        Answer answer = await server.DeleteAsync(Maps + "/a", """{"preconditions":{"uid":"other"}}""");
        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Contains("the UID in the precondition (other) does not match the UID in record", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_DefaultNamespace_IsForbidden()
    {
        Answer answer = await server.DeleteAsync("/api/v1/namespaces/default");
        Assert.Equal((HttpStatusCode.Forbidden, "namespaces \"default\" is forbidden: this namespace may not be deleted"), (answer.Status, answer.Message));
    }

    [Fact]
    public async Task DeleteCollection_Selector_DeletesThoseOnly()
    {
        await server.PostAsync(Maps, Map("a", "in"));
        await server.PostAsync(Maps, Map("b", "out"));
        Answer deleted = await server.DeleteAsync(Maps + "?labelSelector=s%3Din");
        Assert.Equal("a", deleted["items.0.metadata.name"]);
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync(Maps + "/a")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync(Maps + "/b")).Status);
    }

    [Fact]
    public async Task List_Items_HaveNoKind()
    {
        await server.PostAsync(Maps, Map("a", "x"));
        Answer list = await server.GetAsync(Maps + "?labelSelector=s%3Dx");
        Assert.Equal(("ConfigMapList", "v1", "a", ""), (list["kind"], list["apiVersion"], list["items.0.metadata.name"], list["items.0.kind"]));
    }

    [Fact]
    public async Task List_Paged_StaysAtItsRevision()
    {
        foreach (string name in (string[])["p0", "p1", "p2", "p3"]) await server.PostAsync(Maps, Map(name, "page"));
        Answer first = await server.GetAsync(Maps + "?labelSelector=s%3Dpage&limit=2");
        Assert.Equal("p1", first["items.1.metadata.name"]);
        await server.PostAsync(Maps, Map("p1a", "page"));
        await server.DeleteAsync(Maps + "/p3");
        Answer rest = await server.GetAsync(Maps + "?labelSelector=s%3Dpage&limit=2&continue=" + first["metadata.continue"]);
        Assert.Equal(("p2", "p3", ""), (rest["items.0.metadata.name"], rest["items.1.metadata.name"], rest["metadata.continue"]));
        Assert.Equal(first["metadata.resourceVersion"], rest["metadata.resourceVersion"]);
    }

    [Fact]
    public async Task List_RemainingItems_AreCounted()
    {
        await server.PostAsync("/api/v1/namespaces", """{"metadata":{"name":"many"},"spec":{"finalizers":["kubernetes"]}}""");
        for (int i = 0; i < 5; i++) await server.PostAsync("/api/v1/namespaces/many/configmaps", Map("m" + i));
        Assert.Equal("3", (await server.GetAsync("/api/v1/namespaces/many/configmaps?limit=2"))["metadata.remainingItemCount"]);
    }

    [Fact]
    public async Task List_FutureRevision_TimesOut()
    {
        Answer answer = await server.GetAsync(Maps + "?resourceVersion=999999999");
        Assert.Equal((HttpStatusCode.GatewayTimeout, "ResourceVersionTooLarge"), (answer.Status, answer["details.causes.0.reason"]));
    }

    [Fact]
    public async Task Get_AsPartialMetadata_LeavesTheRestOut()
    {
        await server.PostAsync(Maps, """{"metadata":{"name":"a"},"data":{"k":"v"}}""");
        Answer answer = await server.GetAsync(Maps + "/a", "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io");
        Assert.Equal(("PartialObjectMetadata", "meta.k8s.io/v1", "a", ""), (answer["kind"], answer["apiVersion"], answer["metadata.name"], answer["data"]));
    }

    [Fact]
    public async Task Get_AsTable_HasRows()
    {
        await server.PostAsync(Maps, Map("a"));
        Answer answer = await server.GetAsync(Maps + "/a", "application/json;as=Table;v=v1;g=meta.k8s.io");
        Assert.Equal(("Table", "Name", "a"), (answer["kind"], answer["columnDefinitions.0.name"], answer["rows.0.cells.0"]));
    }

    [Fact]
    public async Task Get_AsProtobuf_DecodesToTheSame()
    {
        await server.PostAsync(Maps, """{"metadata":{"name":"a"},"data":{"k":"v"}}""");
        using var request = new HttpRequestMessage(HttpMethod.Get, Maps + "/a");
        request.Headers.TryAddWithoutValidation("Accept", "application/vnd.kubernetes.protobuf");
        using HttpResponseMessage response = await server.Admin.SendAsync(request);
        var map = Api.ApiProtobuf.Deserialize<Api.CoreV1.ConfigMap>(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("v", map.Data!["k"]);
    }

    [Fact]
    public async Task Watch_SelectorMoves_AddsAndDeletes()
    {
        string revision = (await server.GetAsync(Maps))["metadata.resourceVersion"];
        await server.PostAsync(Maps, Map("a", "out"));
        await server.PatchAsync(Maps + "/a", """{"metadata":{"labels":{"s":"in"}}}""");
        await server.PatchAsync(Maps + "/a", """{"data":{"x":"1"}}""");
        await server.PatchAsync(Maps + "/a", """{"metadata":{"labels":{"s":"out"}}}""");
        List<string> events = await WatchAsync($"{Maps}?watch=true&labelSelector=s%3Din&resourceVersion={revision}", 3);
        Assert.Equal(["ADDED a", "MODIFIED a", "DELETED a"], events);
    }

    [Fact]
    public async Task Watch_SendInitialEvents_EndsThemWithABookmark()
    {
        await server.PostAsync(Maps, Map("a", "init"));
        List<string> events = await WatchAsync(
            Maps + "?watch=true&labelSelector=s%3Dinit&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true", 2);
        Assert.Equal(["ADDED a", "BOOKMARK "], events);
    }

    [Fact]
    public async Task Watch_ServerStops_Ends()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Maps + "?watch=true");
        using HttpResponseMessage response = await server.Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Task<string> rest = response.Content.ReadAsStringAsync();
        await server.Host.StopAsync();
        await rest.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Watch_TimeoutSeconds_Ends()
    {
        Answer answer = await server.GetAsync(Maps + "?watch=true&timeoutSeconds=1&labelSelector=none%3Dnone");
        Assert.Equal((HttpStatusCode.OK, ""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Get_NoRights_IsForbidden()
    {
        using HttpClient nobody = server.Client("nobody");
        Answer answer = await server.SendAsync(HttpMethod.Get, Maps + "/a", null, client: nobody);
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("configmaps \"a\" is forbidden: User \"nobody\" cannot get resource \"configmaps\" in API group \"\" in the namespace \"default\"", answer.Message);
    }

    [Fact]
    public async Task Get_RoleBound_IsAllowed()
    {
        await server.PostAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
            """{"metadata":{"name":"v"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"viewer"}]}""");
        using HttpClient viewer = server.Client("viewer");
        Assert.Equal(HttpStatusCode.OK, (await server.SendAsync(HttpMethod.Get, Maps, null, client: viewer)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.SendAsync(HttpMethod.Get, "/api/v1/namespaces/kube-system/configmaps", null, client: viewer)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.SendAsync(HttpMethod.Delete, Maps + "/a", null, client: viewer)).Status);
    }

    [Theory]
    [InlineData("GET", "/api/v1/nope", 404)]
    [InlineData("GET", "/apis/apps/v2/deployments", 404)]
    [InlineData("GET", "/api/v1/pods/a", 404)]
    [InlineData("POST", "/api/v1/pods", 405)]
    [InlineData("PUT", "/api/v1/namespaces/default/pods", 405)]
    [InlineData("DELETE", "/api/v1/namespaces", 405)]
    [InlineData("GET", "/api/v1/namespaces/default/bindings", 405)]
    [InlineData("GET", "/healthz", 200)]
    [InlineData("GET", "/readyz", 200)]
    [InlineData("GET", "/version", 200)]
    [InlineData("GET", "/apis", 200)]
    public async Task Any_Path_AnswersWithItsCode(string method, string path, int code) =>
        Assert.Equal(code, (int)(await server.SendAsync(new HttpMethod(method), path, null)).Status);

    [Fact]
    public async Task Fresh_Cluster_HoldsWhatItShould()
    {
        Answer namespaces = await server.GetAsync("/api/v1/namespaces");
        Assert.Equal(["default", "kube-node-lease", "kube-public", "kube-system"],
            namespaces.Json.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("metadata").GetProperty("name").GetString()));
        Assert.Equal("10.43.0.1", (await server.GetAsync("/api/v1/namespaces/default/services/kubernetes"))["spec.clusterIP"]);
    }

    [Fact]
    public async Task Token_OfServiceAccount_Authenticates()
    {
        await server.PostAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"sa"}}""");
        Answer issued = await server.PostAsync("/api/v1/namespaces/default/serviceaccounts/sa/token", """{"spec":{"expirationSeconds":600}}""");
        Answer review = await server.PostAsync("/apis/authentication.k8s.io/v1/tokenreviews", $$$"""{"spec":{"token":"{{{issued["status.token"]}}}"}}""");
        Assert.Equal(("True", "system:serviceaccount:default:sa"), (review["status.authenticated"], review["status.user.username"]));
    }

    [Fact]
    public async Task Service_ClusterIP_IsAllocatedAndGivenBack()
    {
        const string Services = "/api/v1/namespaces/default/services";
        const string Chosen = """{"metadata":{"name":"NAME"},"spec":{"type":"ClusterIP","clusterIP":"10.43.7.7","ports":[{"port":80,"protocol":"TCP","targetPort":80}],"sessionAffinity":"None"}}""";
        Answer any = await server.PostAsync(Services, """{"metadata":{"name":"any"},"spec":{"ports":[{"port":80}]}}""");
        Assert.StartsWith("10.43.", any["spec.clusterIP"]);
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync(Services, Chosen.Replace("NAME", "one", StringComparison.Ordinal))).Status);
        Answer taken = await server.PostAsync(Services, Chosen.Replace("NAME", "two", StringComparison.Ordinal));
        Assert.Equal("Service \"two\" is invalid: spec.clusterIPs: Invalid value: [\"10.43.7.7\"]: failed to allocate IP 10.43.7.7: provided IP is already allocated", taken.Message);
        await server.DeleteAsync(Services + "/one");
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync(Services, Chosen.Replace("NAME", "two", StringComparison.Ordinal))).Status);
    }

    private static string Map(string name, string s = "x") => $$$$"""{"metadata":{"name":"{{{{name}}}}","labels":{"s":"{{{{s}}}}"}}}""";

    private async Task<List<string>> WatchAsync(string path, int count)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        using HttpResponseMessage response = await server.Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8);
        var events = new List<string>();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (events.Count < count && await reader.ReadLineAsync(limit.Token) is { } line)
        {
            using JsonDocument next = JsonDocument.Parse(line);
            JsonElement meta = next.RootElement.GetProperty("object").GetProperty("metadata");
            events.Add($"{next.RootElement.GetProperty("type").GetString()} {(meta.TryGetProperty("name", out JsonElement name) ? name.GetString() : "")}");
        }
        return events;
    }
}
