using Netes.Testing.Load;

namespace Netes.ApiServer.Tests.Resources;

public sealed class ClusterDayTests
{
    [Fact]
    public async Task Watches_DuringManyMixedWrites_LoseRepeatAndReorderNothing()
    {
        await using TestServer server = await TestServer.StartAsync();
        var plan = new ClusterDayPlan(Writes: 3000, Writers: 16, Watchers: 12);

        var (problems, events) = await new ClusterDay(() => server.Client("admin", "system:masters"), plan).RunAsync(TestContext.Current.CancellationToken);

        Assert.True(problems.Count == 0, string.Join("\n", problems));
        Assert.True(events > plan.Writes);
    }
}
