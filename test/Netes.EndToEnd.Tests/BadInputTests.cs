using Netes.EndToEnd.Tests.Cluster;

namespace Netes.EndToEnd.Tests;

/// <summary>What users get wrong: kube-apiserver's words, a non-zero exit status, nothing stored.</summary>
public sealed class BadInputTests(TestCluster cluster)
{
    [Theory]
    [InlineData("spec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containres: [{name: c, image: i}], containers: [{name: c, image: i}]}}}",
        "strict decoding error: unknown field \"spec.template.spec.containres\"")]
    [InlineData("spec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: b}}, spec: {containers: [{name: c, image: i}]}}}",
        "spec.template.metadata.labels: Invalid value: {\"app\":\"b\"}: `selector` does not match template `labels`")]
    [InlineData("spec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: c, image: i}, {name: c, image: i}]}}}",
        "spec.template.spec.containers[1].name: Duplicate value: \"c\"")]
    [InlineData("spec: {selector: {matchLabels: {app: a}}, template: {metadata: {labels: {app: a}}, spec: {containers: [{name: c, image: i, ports: [{containerPort: 70000}]}]}}}",
        "spec.template.spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive")]
    public async Task Apply_OfBadDeployment_FailsInUpstreamsWords(string spec, string message)
    {
        await using var ns = await cluster.CreateNamespaceAsync();

        string error = (await ns.ApplyAsync($"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: bad}}\n{spec}\n")).Failed();

        Assert.Contains(message, error);
        Assert.Contains("NotFound", (await ns.KubectlAsync("get", "deployment", "bad")).Failed());
    }

    [Fact]
    public async Task Create_OfExistingName_SaysAlreadyExists()
    {
        await using var ns = await cluster.CreateNamespaceAsync();
        await ns.OutputAsync("create", "configmap", "twice");

        Assert.Contains("configmaps \"twice\" already exists", (await ns.KubectlAsync("create", "configmap", "twice")).Failed());
    }
}
