using System.Diagnostics;
using Netes.EndToEnd.Tests.Cluster;
using Netes.EndToEnd.Tests.Machine;

namespace Netes.EndToEnd.Tests;

/// <summary>Five processes, each with an identity of its own, make a cluster as one process does.</summary>
public sealed class SeparateRolesTests
{
    [Fact]
    public async Task FiveProcesses_WithTheirKubeconfigs_RunADeploymentThatAnswers()
    {
        TestCluster.Skip();
        await using var roles = await SeparateRoles.StartAsync();

        (await roles.KubectlAsync("create", "deployment", "web", "--image=nginx:alpine", "--replicas=2")).Succeeded();
        (await roles.KubectlAsync("expose", "deployment", "web", "--type=NodePort", "--port=80")).Succeeded();
        (await roles.KubectlAsync("rollout", "status", "deployment/web", "--timeout=60s")).Succeeded();
        string port = (await roles.KubectlAsync("get", "service/web", "-o", "jsonpath={.spec.ports[0].nodePort}")).Succeeded();
        var seen = new HashSet<string>();
        await Shell.EventuallyAsync(async () =>
        {
            var answer = await roles.RunAsync(["curl", "-sS", "--fail", "--max-time", "2", $"http://{roles.Address}:{port}/"]);
            if (answer.ExitCode == 0) seen.Add(answer.Output.Trim());
            return seen.Count == 2;
        }, "answers of both Pods", TimeSpan.FromSeconds(30));

        string pod = (await roles.KubectlAsync("get", "pods", "-o", "jsonpath={.items[0].metadata.name}")).Succeeded();
        Assert.Equal("works", (await roles.KubectlAsync("exec", pod, "--", "echo", "works")).Succeeded().Trim());
        // Each controller wrote as its own service account, which has no more rights than upstream's.
        Assert.Contains("deployment-controller", (await roles.KubectlAsync("get", "serviceaccounts", "-n", "kube-system", "-o", "name")).Succeeded());

        foreach (var (role, status) in await roles.StopAsync()) Assert.True(status == 0, $"{role} ended with {status}\n{roles.LogOf(role)}");
        await roles.RunAsync([.. NetesProgram.Command, "down", "--data-dir", roles.DataDirectory]);
        Assert.Empty(await roles.ProcessesAsync());
    }
}
