using Netes.EndToEnd.Tests.Cluster;
using Netes.EndToEnd.Tests.Machine;

namespace Netes.EndToEnd.Tests;

/// <summary>The life of a Deployment, with the seed's own manifest and commands.</summary>
public sealed class DeploymentTests(TestCluster cluster)
{
    [Fact]
    public async Task Deployment_RolledOutChangedAndUndone_KeepsItsHistory()
    {
        await using var ns = await cluster.CreateNamespaceAsync();

        await ns.OutputAsync("apply", "-f", Repository.Example("nginx-deployment.yaml"));
        Assert.Contains("successfully rolled out", await ns.OutputAsync("rollout", "status", "deployment/nginx-deployment", "--timeout=60s"));
        Assert.Equal("3", await ns.GetAsync("deployment/nginx-deployment", ".status.readyReplicas"));

        await ns.OutputAsync("set", "image", "deployment/nginx-deployment", "nginx=nginx:1.14.2");
        await ns.OutputAsync("rollout", "status", "deployment/nginx-deployment", "--timeout=60s");
        string history = await ns.OutputAsync("rollout", "history", "deployment/nginx-deployment");
        Assert.Contains("1 ", history);
        Assert.Contains("2 ", history);

        Assert.Contains("rolled back", await ns.OutputAsync("rollout", "undo", "deployment/nginx-deployment"));
        await ns.OutputAsync("rollout", "status", "deployment/nginx-deployment", "--timeout=60s");
        Assert.Equal("nginx:alpine", await ns.GetAsync("deployment/nginx-deployment", ".spec.template.spec.containers[0].image"));

        await ns.OutputAsync("rollout", "undo", "deployment/nginx-deployment", "--to-revision=2");
        await ns.OutputAsync("rollout", "status", "deployment/nginx-deployment", "--timeout=60s");
        Assert.Equal("nginx:1.14.2", await ns.GetAsync("deployment/nginx-deployment", ".spec.template.spec.containers[0].image"));

        await ns.OutputAsync("scale", "deployment/nginx-deployment", "--replicas=10");
        await ns.OutputAsync("rollout", "status", "deployment/nginx-deployment", "--timeout=120s");
        Assert.Equal("10", await ns.GetAsync("deployment/nginx-deployment", ".status.availableReplicas"));

        await ns.OutputAsync("delete", "deployment", "nginx-deployment");
        await ns.OutputAsync("wait", "--for=delete", "pod", "-l", "app=nginx", "--timeout=60s");
        Assert.Empty((await ns.OutputAsync("get", "pods", "-o", "name")).Trim());
    }

    [Fact]
    public async Task Pod_RunsRealContainer_AnswersLogsExecAndDescribe()
    {
        await using var ns = await cluster.CreateNamespaceAsync();
        await ns.OutputAsync("create", "configmap", "settings", "--from-literal=colour=blue");
        await ns.OutputAsync("create", "secret", "generic", "keys", "--from-literal=token=geheim");
        (await ns.ApplyAsync("""
            apiVersion: v1
            kind: Pod
            metadata: {name: box, labels: {app: box}}
            spec:
              initContainers:
              - {name: first, image: busybox, imagePullPolicy: IfNotPresent, command: [sh, -c, "echo prepared > /work/state"], volumeMounts: [{name: work, mountPath: /work}]}
              containers:
              - name: main
                image: busybox
                imagePullPolicy: IfNotPresent
                command: [sh, -c, "cat /work/state; echo colour $COLOUR; cat /secrets/token; echo; sleep 3600"]
                env: [{name: COLOUR, valueFrom: {configMapKeyRef: {name: settings, key: colour}}}]
                volumeMounts: [{name: work, mountPath: /work}, {name: keys, mountPath: /secrets}]
                readinessProbe: {exec: {command: [cat, /work/state]}, periodSeconds: 1}
              volumes:
              - {name: work, emptyDir: {}}
              - {name: keys, secret: {secretName: keys}}
            """)).Succeeded();

        await ns.OutputAsync("wait", "--for=condition=Ready", "pod/box", "--timeout=60s");
        await Shell.EventuallyAsync(async () => (await ns.OutputAsync("logs", "box")).Contains("geheim", StringComparison.Ordinal), "the log");
        string log = await ns.OutputAsync("logs", "box");
        Assert.Contains("prepared", log);
        Assert.Contains("colour blue", log);
        Assert.Equal("works", (await ns.OutputAsync("exec", "box", "--", "sh", "-c", "echo works")).Trim());
        Assert.Equal("through", (await cluster.Node.KubectlWithInputAsync("through", "-n", ns.Name, "exec", "-i", "box", "--", "cat")).Succeeded());
        Assert.Equal(7, (await ns.KubectlAsync("exec", "box", "--", "sh", "-c", "exit 7")).ExitCode);
        string description = await ns.OutputAsync("describe", "pod", "box");
        Assert.Contains("Successfully assigned", description);
        Assert.Contains("Container started", description);

        await ns.OutputAsync("delete", "pod", "box", "--grace-period=1");
        Assert.Contains("NotFound", (await ns.KubectlAsync("get", "pod", "box")).Failed());
    }
}
