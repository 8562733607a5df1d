using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.Planning;
using Netes.Kubelet.Pods.State;

namespace Netes.Kubelet.Tests.Pods;

/// <summary>Pods and run-time states in few words.</summary>
internal static class PodFixture
{
    public static readonly DateTime Now = new(2026, 11, 23, 22, 30, 0, DateTimeKind.Utc);

    public static Pod NewPod(string restartPolicy = "Always", string[]? inits = null, params string[] containers) => new()
    {
        Metadata = { Name = "web", Namespace = "shop", Uid = "uid-1", Generation = 1 },
        Spec =
        {
            NodeName = "n1",
            RestartPolicy = restartPolicy,
            TerminationGracePeriodSeconds = 30,
            InitContainers = inits?.Select(n => NewContainer(n.TrimEnd('*'), sidecar: n.EndsWith('*'))).ToList(),
            Containers = (containers.Length > 0 ? containers : ["app"]).Select(n => NewContainer(n)).ToList(),
        },
    };

    public static Container NewContainer(string name, bool sidecar = false) => new()
    {
        Name = name,
        Image = "registry.local/" + name + ":1",
        ImagePullPolicy = "IfNotPresent",
        RestartPolicy = sidecar ? "Always" : null,
        TerminationMessagePath = "/dev/termination-log",
        TerminationMessagePolicy = "File",
    };

    /// <summary>A Pod with its volumes done and its sandbox ready, no container yet.</summary>
    public static PodRuntimeState Prepared()
    {
        var state = new PodRuntimeState { Preparation = PreparationState.Done, StartTime = Now };
        state.Put(new SandboxRecord("sandbox-0", 0, Ready: true, Now, ["10.42.0.5"], HostNetwork: false));
        return state;
    }

    public static ContainerRecord Put(
        this PodRuntimeState state, Pod pod, string name, ContainerPhase phase, int exitCode = 0, int attempt = 0, DateTime? finished = null)
    {
        var container = Kubelet.Pods.PodContainers.Find(pod.Spec, name)!.Value.Container;
        var record = new ContainerRecord
        {
            Id = $"{name}-{attempt}",
            Name = name,
            SandboxId = state.Sandbox?.Id ?? "sandbox-0",
            Attempt = attempt,
            Phase = phase,
            CreatedAt = Now.AddSeconds(attempt),
            StartedAt = phase is ContainerPhase.Running or ContainerPhase.Exited ? Now : null,
            FinishedAt = phase == ContainerPhase.Exited ? finished ?? Now : null,
            ExitCode = exitCode,
            Reason = phase == ContainerPhase.Exited ? exitCode == 0 ? "Completed" : "Error" : "",
            Image = container.Image,
            Hash = ContainerHash.Of(container),
        };
        state.Slot(name).Put(record);
        return record;
    }

    public static PodRuntimeState WithImages(this PodRuntimeState state, params string[] containers)
    {
        foreach (string name in containers) state.Slot(name).ImageRef = "sha256:1";
        return state;
    }

    public static string[] Started(this PodPlan plan) => [.. plan.Starts.Select(s => s.Container.Name)];

    public static string[] Pulled(this PodPlan plan) => [.. plan.Images.Select(s => s.Container.Name)];
}
