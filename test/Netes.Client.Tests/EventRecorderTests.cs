using Microsoft.Extensions.Logging.Abstractions;
using Netes.Api.CoreV1;
using Netes.Client.Events;
using Netes.Testing;

namespace Netes.Client.Tests;

public class EventRecorderTests
{
    private readonly FakeApi _api = new();
    private readonly FakeTime _time = new();

    private static Pod Pod(string name)
    {
        var pod = new Pod { Kind = "Pod", ApiVersion = "v1" };
        (pod.Metadata.Namespace, pod.Metadata.Name, pod.Metadata.Uid) = ("ns", name, "uid-" + name);
        return pod;
    }

    [Fact]
    public async Task Record_SameEventAgain_CountsUpTheFirst()
    {
        await using (var recorder = Recorder())
            for (int i = 0; i < 3; i++) recorder.Warning(Pod("p"), "BackOff", "Back-off restarting failed container");
        var e = Assert.Single(await EventsAsync());
        Assert.Equal(3, e.Count);
        Assert.Equal(("Warning", "BackOff", "tester", "n1"), (e.Type, e.Reason, e.Source.Component, e.Source.Host));
        Assert.Equal("uid-p", e.InvolvedObject.Uid);
    }

    [Fact]
    public async Task Record_ManyThatDifferInTheirMessage_AreCombined()
    {
        await using (var recorder = Recorder())
            for (int i = 0; i < 15; i++) recorder.Normal(Pod("p"), "Created", $"made {i}");
        var events = await EventsAsync();
        Assert.Equal(10, events.Count);
        Assert.Equal(6, Assert.Single(events, e => e.Message.StartsWith("(combined from similar events): ", StringComparison.Ordinal)).Count);
    }

    [Fact]
    public async Task Record_FloodAboutOneObject_IsLimitedAndOthersAreNot()
    {
        await using (var recorder = Recorder())
        {
            for (int i = 0; i < 100; i++) recorder.Normal(Pod("p"), $"Reason{i}", "m");
            recorder.Normal(Pod("q"), "Other", "m");
        }
        var events = await EventsAsync();
        Assert.Equal(25, events.Count(e => e.InvolvedObject.Name == "p"));
        Assert.Single(events, e => e.InvolvedObject.Name == "q");
    }

    private EventRecorder Recorder() => new(_api.Client(), "tester", "n1", _time, NullLoggerFactory.Instance);

    private async Task<IReadOnlyList<Event>> EventsAsync() =>
        (await _api.Client().Resource<Event>().ListAsync("ns", null, CancellationToken.None)).Items;
}
