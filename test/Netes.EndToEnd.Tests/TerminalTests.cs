using Netes.EndToEnd.Tests.Cluster;
using Netes.EndToEnd.Tests.Machine;

namespace Netes.EndToEnd.Tests;

/// <summary>What needs a terminal, or goes on until the user ends it.</summary>
public sealed class TerminalTests(TestCluster cluster)
{
    private const string Reader = """
        apiVersion: v1
        kind: Pod
        metadata: {name: reader}
        spec:
          terminationGracePeriodSeconds: 1
          containers:
          - {name: reader, image: busybox, imagePullPolicy: IfNotPresent, stdin: true, stdinOnce: true, command: [sh, -c, "while read line; do echo got $line; done"]}
        """;

    [Fact]
    public async Task ExecIt_UnderATerminal_HasATerminalInside()
    {
        await using var ns = await cluster.CreateNamespaceAsync();
        await StartReaderAsync(ns);

        // script gives kubectl a terminal of its own.
        var result = await cluster.Node.RunAsync(["script", "-qec", $"kubectl -n {ns.Name} exec -it reader -- sh -c 'test -t 0 && test -t 1 && echo a terminal; exit 3'", "/dev/null"]);

        Assert.Contains("a terminal", result.Output);
        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public async Task Attach_WithInput_ReachesTheContainersProgram()
    {
        await using var ns = await cluster.CreateNamespaceAsync();
        await StartReaderAsync(ns);

        // stdinOnce: the program's input ends with the first session, and with it the program and the session.
        var result = await cluster.Node.KubectlWithInputAsync("hello\n", "-n", ns.Name, "attach", "-i", "reader");

        Assert.Contains("got hello", result.Output);
        await ns.OutputAsync("wait", "--for=jsonpath={.status.containerStatuses[0].restartCount}=1", "pod/reader", "--timeout=30s");
    }

    [Fact]
    public async Task GetWatch_WhileAPodStartsAndGoes_PrintsALineForEachChange()
    {
        await using var ns = await cluster.CreateNamespaceAsync();
        await StartReaderAsync(ns);

        // The shell ends kubectl as soon as it has told of the deletion.
        var result = await cluster.Node.RunAsync(["sh", "-c",
            $"timeout 60 kubectl -n {ns.Name} get pod -o wide --watch | (while read line; do echo \"$line\"; case \"$line\" in *Running*) kubectl -n {ns.Name} delete pod reader --wait=false >/dev/null;; esac; case \"$line\" in *Terminating*) exit 0;; esac; done; exit 1)"]);

        string output = result.Succeeded();
        Assert.Matches(@"NAME\s+READY\s+STATUS\s+RESTARTS\s+AGE\s+IP\s+NODE", output);
        Assert.Matches(@"reader\s+1/1\s+Running\s+0\s+\S+\s+10\.42\.\d+\.\d+\s+e2e", output);
        Assert.Contains("Terminating", output);
    }

    private static async Task StartReaderAsync(TestNamespace ns)
    {
        (await ns.ApplyAsync(Reader)).Succeeded();
        await ns.OutputAsync("wait", "--for=condition=Ready", "pod/reader", "--timeout=60s");
    }
}
