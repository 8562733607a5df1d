using Netes.Api.CoreV1;
using Netes.ApiServer.Printing;

namespace Netes.ApiServer.Tests.Printing;

public sealed class PodPrinterTests
{
    private static readonly DateTime Now = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private static Pod Make(string phase, params ContainerStatus[] statuses) => new()
    {
        Metadata = new() { Name = "p", CreationTimestamp = Now.AddSeconds(-65) },
        Spec = new() { Containers = [.. statuses.Select(s => new Container { Name = s.Name })] },
        Status = new() { Phase = phase, ContainerStatuses = [.. statuses] },
    };

    private static List<object?> Row(Pod pod)
    {
        var cells = new List<object?>();
        PodPrinter.Instance.WriteRow(pod, Now, cells);
        return cells;
    }

    [Fact]
    public void WriteRow_Running_ShowsReadyOfTotal()
    {
        var pod = Make("Running", new ContainerStatus { Name = "a", Ready = true, State = new() { Running = new() } },
            new ContainerStatus { Name = "b", RestartCount = 2, State = new() { Running = new() },
                LastState = new() { Terminated = new() { FinishedAt = Now.AddSeconds(-30) } } });
        pod.Status.PodIP = "10.0.0.1";
        pod.Spec.NodeName = "n1";
        Assert.Equal(["p", "1/2", "Running", "2 (30s ago)", "65s", "10.0.0.1", "n1", "<none>", "<none>"], Row(pod));
    }

    [Fact]
    public void WriteRow_CrashLoop_ShowsTheReason() => Assert.Equal("CrashLoopBackOff",
        Row(Make("Running", new ContainerStatus { Name = "a", State = new() { Waiting = new() { Reason = "CrashLoopBackOff" } } }))[2]);

    [Fact]
    public void WriteRow_Terminated_ShowsExitCode() => Assert.Equal("ExitCode:3",
        Row(Make("Failed", new ContainerStatus { Name = "a", State = new() { Terminated = new() { ExitCode = 3 } } }))[2]);

    [Fact]
    public void WriteRow_Deleted_ShowsTerminating()
    {
        var pod = Make("Running", new ContainerStatus { Name = "a", Ready = true, State = new() { Running = new() } });
        pod.Metadata.DeletionTimestamp = Now;
        Assert.Equal("Terminating", Row(pod)[2]);
    }

    [Fact]
    public void WriteRow_Initializing_CountsInitContainers()
    {
        var pod = Make("Pending", new ContainerStatus { Name = "a", State = new() { Waiting = new() { Reason = "PodInitializing" } } });
        pod.Spec.InitContainers = [new() { Name = "i" }, new() { Name = "j" }];
        pod.Status.InitContainerStatuses =
        [
            new() { Name = "i", State = new() { Terminated = new() } },
            new() { Name = "j", State = new() { Running = new() } },
        ];
        Assert.Equal("Init:1/2", Row(pod)[2]);
    }
}
