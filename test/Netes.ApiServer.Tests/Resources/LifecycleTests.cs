using System.Net;

namespace Netes.ApiServer.Tests.Resources;

/// <summary>How Pods and Namespaces live and go.</summary>
public sealed class LifecycleTests : IAsyncLifetime
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private TestServer server = null!;

    public async ValueTask InitializeAsync()
    {
        server = await TestServer.StartAsync();
        await server.PostAsync("/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Pod_BoundAndDeleted_GoesAfterItsGrace()
    {
        Answer created = await server.PostAsync(Pods, """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}]}}""");
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal("/var/run/secrets/kubernetes.io/serviceaccount", created["spec.containers.0.volumeMounts.0.mountPath"]);

        Answer bound = await server.PostAsync(Pods + "/p/binding", """{"metadata":{"name":"p"},"target":{"kind":"Node","name":"n1"}}""");
        Assert.Equal(HttpStatusCode.Created, bound.Status);
        Assert.Equal("n1", (await server.GetAsync(Pods + "/p"))["spec.nodeName"]);
        Answer again = await server.PostAsync(Pods + "/p/binding", """{"metadata":{"name":"p"},"target":{"kind":"Node","name":"n2"}}""");
        Assert.Equal("Operation cannot be fulfilled on pods/binding \"p\": pod p is already assigned to node \"n1\"", again.Message);
        Assert.Equal("p", (await server.GetAsync(Pods + "?fieldSelector=spec.nodeName%3Dn1"))["items.0.metadata.name"]);

        Answer marked = await server.DeleteAsync(Pods + "/p");
        Assert.Equal("30", marked["metadata.deletionGracePeriodSeconds"]);
        Assert.Equal(HttpStatusCode.OK, (await server.DeleteAsync(Pods + "/p", """{"gracePeriodSeconds":0}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync(Pods + "/p")).Status);
    }

    [Fact]
    public async Task Namespace_Deleted_TerminatesUntilFinalized()
    {
        await server.PostAsync("/api/v1/namespaces", """{"metadata":{"name":"ns"}}""");
        Answer marked = await server.DeleteAsync("/api/v1/namespaces/ns");
        Assert.Equal("Terminating", marked["status.phase"]);
        Answer refused = await server.PostAsync("/api/v1/namespaces/ns/configmaps", """{"metadata":{"name":"a"}}""");
        Assert.Equal("configmaps \"a\" is forbidden: unable to create new content in namespace ns because it is being terminated", refused.Message);
        Assert.Equal("NamespaceTerminating", refused["details.causes.0.reason"]);
        Assert.Equal(HttpStatusCode.Conflict, (await server.DeleteAsync("/api/v1/namespaces/ns")).Status);
        await server.PutAsync("/api/v1/namespaces/ns/finalize", """{"metadata":{"name":"ns"},"spec":{"finalizers":[]}}""");
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/api/v1/namespaces/ns")).Status);
    }

    [Fact]
    public async Task Event_InEitherVersion_IsTheSameObject()
    {
        await server.PostAsync("/api/v1/namespaces/default/events",
            """{"metadata":{"name":"e"},"involvedObject":{"kind":"Pod","namespace":"default","name":"p"},"reason":"Pulled","message":"done","type":"Normal"}""");
        Answer newer = await server.GetAsync("/apis/events.k8s.io/v1/namespaces/default/events/e");
        Assert.Equal(("events.k8s.io/v1", "done", "p"), (newer["apiVersion"], newer["note"], newer["regarding.name"]));
    }

    [Fact]
    public async Task Scale_Deployment_ChangesItsReplicas()
    {
        const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
        await server.PostAsync(Deployments,
            """{"metadata":{"name":"d"},"spec":{"replicas":1,"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}""");
        Answer scaled = await server.PatchAsync(Deployments + "/d/scale", """{"spec":{"replicas":3}}""");
        Assert.Equal(("Scale", "3", "a=b"), (scaled["kind"], scaled["spec.replicas"], scaled["status.selector"]));
        Answer deployment = await server.GetAsync(Deployments + "/d");
        Assert.Equal(("3", "2"), (deployment["spec.replicas"], deployment["metadata.generation"]));
    }
}
