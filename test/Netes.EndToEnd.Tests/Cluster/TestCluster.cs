using Netes.EndToEnd.Tests.Cluster;
using Netes.EndToEnd.Tests.Machine;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace Netes.EndToEnd.Tests.Cluster;

/// <summary>The node that most tests share; each test works in a Kubernetes namespace of its own.</summary>
public sealed class TestCluster : IAsyncLifetime
{
    private TestNode? _node;

    private static int s_namespaces;

    internal TestNode Node
    {
        get
        {
            Skip();
            return _node!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Requirements.Missing() is null) _node = await TestNode.StartNewAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
    }

    public static void Skip()
    {
        string? missing = Requirements.Missing();
        Assert.SkipWhen(missing is not null, $"no real node can run here: {missing}");
    }

    internal async Task<TestNamespace> CreateNamespaceAsync()
    {
        string name = $"test-{Interlocked.Increment(ref s_namespaces)}";
        (await Node.KubectlAsync("create", "namespace", name)).Succeeded();
        return new TestNamespace(Node, name);
    }
}
