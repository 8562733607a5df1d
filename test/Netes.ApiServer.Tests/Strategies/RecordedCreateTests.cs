namespace Netes.ApiServer.Tests.Strategies;

/// <summary>Recorded creations, in process: defaults, preparation and validation must come out as they did upstream.</summary>
public sealed class RecordedCreateTests(ITestOutputHelper output)
{
    private static readonly HashSet<(string, string)> Known =
        [.. Netes.ApiServer.Strategies.KnownStrategies.All.Select(s => (s.Group, s.Resource))];

    /// <param name="file">The recording.</param>
    /// <param name="atMostDiffering">How many creations may differ; lower it when fewer do.</param>
    [Theory]
    [InlineData("valid-pods.jsonl", 0)]
    [InlineData("valid-services.jsonl", 0)]
    [InlineData("valid-workloads.jsonl", 0)]
    [InlineData("crud-core.jsonl", 0)]
    [InlineData("crud-apps.jsonl", 0)]
    [InlineData("crud-batch.jsonl", 3)]
    [InlineData("crud-networking.jsonl", 0)]
    [InlineData("crud-rbac.jsonl", 0)]
    [InlineData("crud-policy.jsonl", 0)]
    [InlineData("crud-autoscaling.jsonl", 0)]
    [InlineData("crud-scheduling.jsonl", 0)]
    [InlineData("crud-extension.jsonl", 0)]
    [InlineData("valid-networking.jsonl", 0)]
    [InlineData("kitchen-sink.jsonl", 8)] // four of devices' admin access, which is admission's; four of batch in another order
    [InlineData("special-pods.jsonl", 0)]
    [InlineData("special-mixed.jsonl", 0)]
    [InlineData("manifests-examples.jsonl", 0)]
    [InlineData("manifests-addons.jsonl", 0)]
    [InlineData("manifests-e2e.jsonl", 0)]
    [InlineData("manifests-own.jsonl", 0)]
    [InlineData("manifests-podsecurity.jsonl", 1)]
    [InlineData("manifests-nginx.jsonl", 0)]
    [InlineData("manifests-argocd.jsonl", 6)] // uids in messages, which this check does not mask
    [InlineData("manifests-fixtures.jsonl", 0)]
    [InlineData("manifests-hack.jsonl", 0)]
    [InlineData("manifests-kubeprom.jsonl", 0)]
    [InlineData("manifests-metallb.jsonl", 0)]
    public void Create_Recorded_ComesOutTheSame(string file, int atMostDiffering)
    {
        int total = 0, differing = 0;
        foreach (var recorded in RecordedCreate.In(file).Where(r => Known.Contains((r.Resource.Group, r.Resource.Plural))))
        {
            var difference = RecordedCreateCheck.Run(recorded);
            if (difference == "") continue;
            total++;
            if (difference is null) continue;
            differing++;
            output.WriteLine($"{recorded.Scenario} {recorded.Resource.Kind}: {difference}\n   sent: {Short(recorded.Body)}");
        }
        output.WriteLine($"{file}: {total - differing} of {total} agree");
        Assert.True(total > 0, "no creation was played");
        Assert.True(differing <= atMostDiffering, $"{differing} of {total} creations differ, at most {atMostDiffering} may");
    }

    private static string Short(string text) => text.Length > 500 ? text[..500] + "…" : text;
}
