using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.State;

namespace Netes.Kubelet.Pods.Planning;

/// <summary>What is wanted of the containers, before it is asked whether it can be done yet.</summary>
internal sealed class ContainerSteps
{
    public List<(Container Container, ContainerKind Kind)> Starts { get; } = [];

    public List<KillAction> Kills { get; } = [];

    /// <summary>Nothing of the Pod is to run any more.</summary>
    public bool StopPod { get; set; }

    public void Kill(Pod pod, Container container, ContainerKind kind, ContainerRecord record, (string Message, Probe? Probe) why)
    {
        bool restarts = kind == ContainerKind.Init || RestartRules.ShouldRestart(pod, container, exitCode: 137) || why.Probe is null;
        long grace = why.Probe?.TerminationGracePeriodSeconds ?? PodPlanner.GracePeriod(pod);
        Kills.Add(new KillAction(container, kind, record, restarts ? $"{why.Message}, will be restarted" : why.Message, grace));
    }
}
