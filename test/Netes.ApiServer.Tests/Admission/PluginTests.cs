using System.Net;

namespace Netes.ApiServer.Tests.Admission;

/// <summary>Plug-ins as requests meet them.</summary>
public sealed class PluginTests : IAsyncLifetime
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Namespace = "/api/v1/namespaces/default";
    private TestServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        await server.PostAsync(Namespace + "/serviceaccounts", """{"metadata":{"name":"default"}}""");
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task PodSecurity_EnforcedNamespace_RefusesAndWarns()
    {
        await server.PatchAsync(Namespace, """{"metadata":{"labels":{"pod-security.kubernetes.io/enforce":"baseline","pod-security.kubernetes.io/warn":"restricted"}}}""");
        Answer refused = await server.PostAsync(Pods, Pod("p", """{"privileged":true}"""));
        Assert.Equal((HttpStatusCode.Forbidden,
            "pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": privileged (container \"c\" must not set securityContext.privileged=true)"), (refused.Status, refused.Message));
        Answer warned = await server.PostAsync(Pods, Pod("q", "{}"));
        Assert.Equal(HttpStatusCode.Created, warned.Status);
        Assert.StartsWith("299 - \"would violate PodSecurity \\\"restricted:latest\\\"", Assert.Single(warned.Warnings));
    }

    [Fact]
    public async Task PodSecurity_StricterNamespace_TellsOfExistingPods()
    {
        await server.PostAsync(Pods, Pod("p", """{"privileged":true}"""));
        Answer answer = await server.PatchAsync(Namespace, """{"metadata":{"labels":{"pod-security.kubernetes.io/enforce":"baseline"}}}""");
        Assert.Equal(
            ["299 - \"existing pods in namespace \\\"default\\\" violate the new PodSecurity enforce level \\\"baseline:latest\\\"\"", "299 - \"p: privileged\""], answer.Warnings);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await server.PatchAsync(Namespace, """{"metadata":{"labels":{"pod-security.kubernetes.io/audit":"x"}}}""")).Status);
    }

    [Fact]
    public async Task LimitRanger_PodBeyondBounds_IsForbidden()
    {
        await server.PostAsync(Namespace + "/limitranges", """{"metadata":{"name":"l"},"spec":{"limits":[{"type":"Container","max":{"cpu":"1"},"default":{"cpu":"500m"},"defaultRequest":{"cpu":"100m"}}]}}""");
        Answer filled = await server.PostAsync(Pods, Pod("p", "{}"));
        Assert.Equal(("500m", "100m"), (filled["spec.containers.0.resources.limits.cpu"], filled["spec.containers.0.resources.requests.cpu"]));
        Answer refused = await server.PostAsync(Pods, """{"metadata":{"generateName":"g-"},"spec":{"containers":[{"name":"c","image":"i","resources":{"limits":{"cpu":"2"}}}]}}""");
        Assert.Matches("^pods \"g-.{5}\" is forbidden: maximum cpu usage per Container is 1, but limit is 2$", refused.Message);
    }

    [Fact]
    public async Task ServiceAccount_LimitedSecrets_RefusesOthers()
    {
        await server.PostAsync(Namespace + "/serviceaccounts", """{"metadata":{"name":"s","annotations":{"kubernetes.io/enforce-mountable-secrets":"true"}},"secrets":[{"name":"mine"}]}""");
        Answer refused = await server.PostAsync(Pods, """{"metadata":{"name":"p"},"spec":{"serviceAccountName":"s","containers":[{"name":"c","image":"i"}],"volumes":[{"name":"v","secret":{"secretName":"other"}}]}}""");
        Assert.Equal("pods \"p\" is forbidden: volume with secret.secretName=\"other\" is not allowed because service account s does not reference that secret", refused.Message);
    }

    [Fact]
    public async Task RuntimeClass_OfPod_GivesOverheadAndScheduling()
    {
        await server.PostAsync("/apis/node.k8s.io/v1/runtimeclasses",
            """{"metadata":{"name":"r"},"handler":"h","overhead":{"podFixed":{"cpu":"250m"}},"scheduling":{"nodeSelector":{"a":"b"}}}""");
        Answer made = await server.PostAsync(Pods, """{"metadata":{"name":"p"},"spec":{"runtimeClassName":"r","nodeSelector":{"x":"y"},"containers":[{"name":"c","image":"i"}]}}""");
        Assert.Equal(("250m", "b", "y"), (made["spec.overhead.cpu"], made["spec.nodeSelector.a"], made["spec.nodeSelector.x"]));
        Answer unknown = await server.PostAsync(Pods, """{"metadata":{"name":"q"},"spec":{"runtimeClassName":"none","containers":[{"name":"c","image":"i"}]}}""");
        Assert.Equal("pods \"q\" is forbidden: pod rejected: RuntimeClass \"none\" not found", unknown.Message);
    }

    [Fact]
    public async Task Defaults_ClaimAndIngress_GetTheDefaultClass()
    {
        await server.PostAsync("/apis/storage.k8s.io/v1/storageclasses",
            """{"metadata":{"name":"fast","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"p"}""");
        Answer claim = await server.PostAsync(Namespace + "/persistentvolumeclaims",
            """{"metadata":{"name":"c"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}""");
        Assert.Equal(("fast", "kubernetes.io/pvc-protection"), (claim["spec.storageClassName"], claim["metadata.finalizers.0"]));
    }

    [Fact]
    public async Task Binding_NodeWithZone_LabelsThePod()
    {
        await server.PostAsync("/api/v1/nodes", """{"metadata":{"name":"n","labels":{"topology.kubernetes.io/zone":"z1"}}}""");
        Assert.Equal("NoSchedule", (await server.GetAsync("/api/v1/nodes/n"))["spec.taints.0.effect"]);
        Answer bound = await server.PostAsync(Pods, """{"metadata":{"name":"p"},"spec":{"nodeName":"n","containers":[{"name":"c","image":"i"}]}}""");
        Assert.Contains("\"topology.kubernetes.io/zone\":\"z1\"", bound.Text);
    }

    private static string Pod(string name, string security) =>
        $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"containers":[{"name":"c","image":"i","securityContext":{{{security}}} }]} }""";
}
