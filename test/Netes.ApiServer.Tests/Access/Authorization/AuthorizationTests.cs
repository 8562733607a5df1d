using System.Net;

namespace Netes.ApiServer.Tests.Access.Authorization;

/// <summary>Rights as clients see them, on a whole server.</summary>
public sealed class AuthorizationTests : IAsyncLifetime
{
    private const string Rbac = "/apis/rbac.authorization.k8s.io/v1";
    private TestServer server = null!;

    public async ValueTask InitializeAsync() => server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Create_RoleBeyondOwnRights_IsRefusedInUpstreamsWords()
    {
        await GrantAsync("eve", """{"apiGroups":["rbac.authorization.k8s.io"],"resources":["*"],"verbs":["create","update"]},{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}""");
        using HttpClient eve = server.Client("eve", "dev");
        Answer answer = await PostAsync(eve, Rbac + "/clusterroles",
            """{"kind":"ClusterRole","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"x"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get","delete"]}]}""");
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("clusterroles.rbac.authorization.k8s.io \"x\" is forbidden: user \"eve\" (groups=[\"dev\" \"system:authenticated\"]) is attempting to grant RBAC permissions not currently held:\n"
            + "{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"delete\"]}", answer.Message);
        answer = await PostAsync(eve, Rbac + "/clusterroles",
            """{"kind":"ClusterRole","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"x"},"rules":[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}""");
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        answer = await PostAsync(eve, Rbac + "/clusterroles",
            """{"kind":"ClusterRole","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"y"},"rules":[],"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"b"}}]}}""");
        Assert.Contains("must have cluster-admin privileges to use the aggregationRule", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_BindingToStrongerRole_NeedsTheVerbBind()
    {
        await GrantAsync("eve", """{"apiGroups":["rbac.authorization.k8s.io"],"resources":["clusterrolebindings"],"verbs":["create"]},{"apiGroups":["rbac.authorization.k8s.io"],"resources":["clusterroles"],"verbs":["bind"],"resourceNames":["view"]}""");
        using HttpClient eve = server.Client("eve");
        Assert.Contains("is attempting to grant RBAC permissions not currently held:\n{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}",
            (await PostAsync(eve, Rbac + "/clusterrolebindings", Binding("x", "cluster-admin", "eve"))).Message, StringComparison.Ordinal);
        Assert.Equal("clusterrole.rbac.authorization.k8s.io \"none\" not found",
            (await PostAsync(eve, Rbac + "/clusterrolebindings", Binding("x", "none", "eve"))).Message);
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(eve, Rbac + "/clusterrolebindings", Binding("x", "view", "eve"))).Status);
    }

    [Fact]
    public async Task Get_BindingNamesMissingRole_IsToldInTheRefusal()
    {
        await server.PostAsync(Rbac + "/clusterrolebindings", Binding("b", "gone", "eve"));
        using HttpClient eve = server.Client("eve");
        Answer answer = await server.SendAsync(HttpMethod.Get, "/api/v1/nodes", null, client: eve);
        Assert.Equal("nodes is forbidden: User \"eve\" cannot list resource \"nodes\" in API group \"\" at the cluster scope: RBAC: clusterrole.rbac.authorization.k8s.io \"gone\" not found", answer.Message);
    }

    [Fact]
    public async Task Get_RoleChangedAndBindingDeleted_CountsAtOnce()
    {
        using HttpClient eve = server.Client("eve");
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(eve, "/api/v1/nodes"));
        await GrantAsync("eve", """{"apiGroups":[""],"resources":["nodes"],"verbs":["list"]}""");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(eve, "/api/v1/nodes"));
        await server.DeleteAsync(Rbac + "/clusterrolebindings/eve");
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(eve, "/api/v1/nodes"));
    }

    [Fact]
    public async Task Node_ReadsOnlyWhatItsPodsReferTo()
    {
        foreach (string name in (string[])["used", "other"])
            await server.PostAsync("/api/v1/namespaces/default/secrets", $$$"""{"kind":"Secret","apiVersion":"v1","metadata":{"name":"{{{name}}}"}}""");
        await server.PostAsync("/api/v1/namespaces/default/serviceaccounts", """{"kind":"ServiceAccount","apiVersion":"v1","metadata":{"name":"default"}}""");
        Answer pod = await server.PostAsync("/api/v1/namespaces/default/pods",
            """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p"},"spec":{"nodeName":"n","containers":[{"name":"c","image":"i","envFrom":[{"secretRef":{"name":"used"}}]}]}}""");
        Assert.Equal(HttpStatusCode.Created, pod.Status);
        using HttpClient node = server.Client("system:node:n", "system:nodes"), stranger = server.Client("system:node:m", "system:nodes");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(node, "/api/v1/namespaces/default/secrets/used"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(node, "/api/v1/namespaces/default/secrets/other"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(stranger, "/api/v1/namespaces/default/secrets/used"));
        Answer answer = await server.SendAsync(HttpMethod.Get, "/api/v1/namespaces/default/secrets/used", null, client: stranger);
        Assert.EndsWith(": no relationship found between node 'm' and this object", answer.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(node, "/api/v1/pods?fieldSelector=spec.nodeName%3Dn"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(node, "/api/v1/pods?fieldSelector=spec.nodeName%3Dm"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(node, "/api/v1/nodes"));
    }

    [Fact]
    public async Task Impersonate_ConstrainedRight_IsEnoughForItsVerbs()
    {
        await GrantAsync("eve", """{"apiGroups":["authentication.k8s.io"],"resources":["users"],"verbs":["impersonate:user-info"],"resourceNames":["bob"]},{"apiGroups":[""],"resources":["nodes"],"verbs":["impersonate-on:user-info:list"]}""");
        await GrantAsync("bob", """{"apiGroups":[""],"resources":["nodes","pods"],"verbs":["list"]}""");
        Assert.Equal(HttpStatusCode.OK, (await AsBobAsync("/api/v1/nodes")).Status);
        Assert.Equal("pods is forbidden: User \"eve\" cannot impersonate-on:user-info:list resource \"pods\" in API group \"\" at the cluster scope", (await AsBobAsync("/api/v1/pods")).Message);
    }

    private async Task<Answer> AsBobAsync(string path)
    {
        using HttpClient eve = server.Client("eve");
        eve.DefaultRequestHeaders.Add("Impersonate-User", "bob");
        return await server.SendAsync(HttpMethod.Get, path, null, client: eve);
    }

    private async Task GrantAsync(string user, string rules)
    {
        Answer role = await server.PostAsync(Rbac + "/clusterroles",
            $$"""{"kind":"ClusterRole","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"{{user}}"},"rules":[{{rules}}]}""");
        Assert.Equal(HttpStatusCode.Created, role.Status);
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync(Rbac + "/clusterrolebindings", Binding(user, user, user))).Status);
    }

    private static string Binding(string name, string role, string user) =>
        $$$"""{"kind":"ClusterRoleBinding","apiVersion":"rbac.authorization.k8s.io/v1","metadata":{"name":"{{{name}}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{{{role}}}"},"subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"{{{user}}}"}]}""";

    private Task<Answer> PostAsync(HttpClient client, string path, string json) => server.SendAsync(HttpMethod.Post, path, json, client: client);

    private async Task<HttpStatusCode> StatusAsync(HttpClient client, string path) => (await server.SendAsync(HttpMethod.Get, path, null, client: client)).Status;
}
