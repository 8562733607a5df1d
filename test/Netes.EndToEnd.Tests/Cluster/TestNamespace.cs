using Netes.EndToEnd.Tests.Machine;

namespace Netes.EndToEnd.Tests.Cluster;

/// <summary>A namespace for one test; disposing deletes it with all that is in it.</summary>
internal sealed class TestNamespace(TestNode node, string name) : IAsyncDisposable
{
    public string Name => name;

    public TestNode Node => node;

    public Task<ShellResult> KubectlAsync(params string[] arguments) => node.KubectlAsync(["-n", name, .. arguments]);

    public async Task<string> OutputAsync(params string[] arguments) => (await KubectlAsync(arguments)).Succeeded();

    public async Task<ShellResult> ApplyAsync(string manifest) => await node.KubectlWithInputAsync(manifest, "-n", name, "apply", "-f", "-");

    /// <summary>One value of an object by JSON path.</summary>
    public async Task<string> GetAsync(string what, string path) => await OutputAsync("get", what, "-o", $"jsonpath={{{path}}}");

    public async ValueTask DisposeAsync() => await node.KubectlAsync("delete", "namespace", name, "--wait=false");
}
