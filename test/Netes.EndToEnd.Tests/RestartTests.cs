using Netes.EndToEnd.Tests.Cluster;

namespace Netes.EndToEnd.Tests;

/// <summary>The server dies; its containers and its data don't.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task Kill9_WhilePodsRun_TheSameContainersRunOn()
    {
        TestCluster.Skip();
        await using var node = await TestNode.StartNewAsync();
        (await node.KubectlAsync("create", "deployment", "web", "--image=nginx:alpine", "--replicas=2")).Succeeded();
        (await node.KubectlAsync("rollout", "status", "deployment/web", "--timeout=60s")).Succeeded();
        string before = await ContainersAsync(node);

        await node.KillAsync();
        await node.StartAsync();

        (await node.KubectlAsync("rollout", "status", "deployment/web", "--timeout=60s")).Succeeded();
        Assert.Equal(before, await ContainersAsync(node));
        Assert.Equal("0 0", (await node.KubectlAsync("get", "pods", "-o", "jsonpath={.items[*].status.containerStatuses[0].restartCount}")).Succeeded());
    }

    private static async Task<string> ContainersAsync(TestNode node)
    {
        string ids = (await node.KubectlAsync("get", "pods", "-o", "jsonpath={.items[*].status.containerStatuses[0].containerID}")).Succeeded();
        Assert.Contains("containerd://", ids);
        return string.Join(' ', ids.Split(' ').Order(StringComparer.Ordinal));
    }
}
