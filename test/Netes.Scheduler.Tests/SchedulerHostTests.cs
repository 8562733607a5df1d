using Microsoft.Extensions.Logging.Abstractions;
using Netes.Api.CoreV1;
using Netes.Api.MetaV1;
using Netes.Client;
using Netes.Client.Informers;
using Netes.Testing;

namespace Netes.Scheduler.Tests;

/// <summary>The whole component against a miniature API server.</summary>
public sealed class SchedulerHostTests
{
    private readonly FakeApi _api = new();

    [Fact]
    public async Task Pod_NodeWithRoom_IsBoundAndSaidSo()
    {
        using KubeClient client = _api.Client();
        await client.Resource<Node>().CreateAsync(Make.Node("a"), default);
        await using InformerFactory informers = new(client, TimeProvider.System, NullLoggerFactory.Instance);
        await using SchedulerHost host = new(client, informers, new SchedulerOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        await host.StartAsync(default);

        await client.Resource<Pod>().CreateAsync(NewPod("p", "1"), default);

        await Eventually.IsTrueAsync(async () => (await client.Resource<Pod>().GetAsync("default", "p", default)).Spec.NodeName == "a", "bound");
        Event e = await EventAsync(client, "Scheduled");
        Assert.Equal("Successfully assigned default/p to a", e.Message);
        Assert.Equal("default-scheduler", e.Source.Component);
    }

    [Fact]
    public async Task Pod_NoRoom_GetsConditionAndEvent()
    {
        using KubeClient client = _api.Client();
        await client.Resource<Node>().CreateAsync(Make.Node("a", cpu: "1"), default);
        await using InformerFactory informers = new(client, TimeProvider.System, NullLoggerFactory.Instance);
        await using SchedulerHost host = new(client, informers, new SchedulerOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        await host.StartAsync(default);

        await client.Resource<Pod>().CreateAsync(NewPod("p", "2"), default);

        const string why = "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
        PodCondition? condition = null;
        await Eventually.IsTrueAsync(async () =>
        {
            Pod pod = await client.Resource<Pod>().GetAsync("default", "p", default);
            condition = pod.Status.Conditions?.Find(c => c.Type == "PodScheduled");
            return condition is not null;
        }, "the condition");
        Assert.Equal(("False", "Unschedulable", why), (condition!.Status, condition.Reason, condition.Message));
        Assert.Equal(why, (await EventAsync(client, "FailedScheduling")).Message);
    }

    [Fact]
    public async Task Pod_BindingRefusedOnce_IsBoundLater()
    {
        int refusals = 0;
        _api.Intercept = request =>
            request.RequestUri!.AbsolutePath.EndsWith("/binding", StringComparison.Ordinal) && Interlocked.Increment(ref refusals) == 1
                ? FakeApi.Failure(500, "InternalError", "try again")
                : null;
        using KubeClient client = _api.Client();
        await client.Resource<Node>().CreateAsync(Make.Node("a", cpu: "1"), default);
        await using InformerFactory informers = new(client, TimeProvider.System, NullLoggerFactory.Instance);
        await using SchedulerHost host = new(client, informers, new SchedulerOptions(), TimeProvider.System, NullLoggerFactory.Instance);
        await host.StartAsync(default);

        await client.Resource<Pod>().CreateAsync(NewPod("p", "1"), default);

        await Eventually.IsTrueAsync(async () => (await client.Resource<Pod>().GetAsync("default", "p", default)).Spec.NodeName == "a", "bound");
        Assert.True(refusals >= 2);
    }

    private static Pod NewPod(string name, string cpu) => Make.Pod(name, cpu, change: pod => pod.Metadata.Uid = "");

    private static async Task<Event> EventAsync(KubeClient client, string reason)
    {
        Event? found = null;
        await Eventually.IsTrueAsync(async () =>
        {
            ListPage<Event> events = await client.Resource<Event>().ListAsync("default", null, default);
            found = events.Items.FirstOrDefault(e => e.Reason == reason);
            return found is not null;
        }, $"an event {reason}");
        return found!;
    }
}
