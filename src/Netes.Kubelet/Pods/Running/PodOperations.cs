using Netes.Api.CoreV1;
using Netes.Kubelet.Cri;
using Netes.Kubelet.Pods.Configuration;
using Netes.Kubelet.Pods.Planning;
using Netes.Kubelet.Pods.State;
using Netes.Kubelet.Pods.Variables;
using Netes.Kubelet.Volumes;
using V1 = Netes.Kubelet.Cri.V1;

namespace Netes.Kubelet.Pods.Running;

/// <summary>The things that are done for a Pod as a whole. They know nothing of the worker's state: facts in, facts out.</summary>
internal sealed class PodOperations(PodEnvironment environment, ContainerKiller killer)
{
    public PodAddresses AddressesOf(Pod pod, SandboxRecord? sandbox) =>
        new(pod.Spec.HostNetwork ? environment.Node.Addresses : sandbox?.Addresses ?? [], environment.Node.Addresses);

    /// <summary>Directories, control group and volumes.</summary>
    /// <exception cref="VolumeException">A volume can't be set up.</exception>
    public async Task<(string CgroupParent, IReadOnlyDictionary<string, ReadyVolume> Volumes)> PrepareAsync(
        Pod pod, PodVolumes volumes, CancellationToken cancellation)
    {
        Directory.CreateDirectory(environment.Directories.Pod(pod.Metadata.Uid), (UnixFileMode)0x1E8);
        string cgroup = environment.Cgroups.Create(pod);
        return (cgroup, await volumes.SetUpAsync(pod, AddressesOf(pod, null), cancellation));
    }

    /// <exception cref="ContainerConfigException">The Pod asks for what cannot be.</exception>
    public V1.PodSandboxConfig ConfigureSandbox(Pod pod, int attempt, string cgroupParent) =>
        SandboxConfiguration.Build(pod, attempt, cgroupParent, environment.Directories, environment.Sandboxes);

    /// <exception cref="CriException">The runtime could not make it.</exception>
    public async Task<SandboxRecord> CreateSandboxAsync(Pod pod, V1.PodSandboxConfig config, CancellationToken cancellation)
    {
        Directory.CreateDirectory(config.LogDirectory);
        string id = await environment.Runtime.RunPodSandboxAsync(config, "", cancellation);
        return await RuntimeRecords.ReadSandboxAsync(environment.Runtime, id, cancellation);
    }

    /// <summary>Writes the /etc/hosts that the Pod's containers mount.</summary>
    public void WriteHostsFile(Pod pod, SandboxRecord sandbox)
    {
        string text;
        if (pod.Spec.HostNetwork)
        {
            text = HostsFile.ForHostNetwork(pod, File.Exists("/etc/hosts") ? File.ReadAllText("/etc/hosts") : "");
        }
        else
        {
            var (hostname, domain) = PodHostname.Of(pod, environment.Sandboxes.ClusterDomain);
            text = HostsFile.ForPod(pod, sandbox.Addresses, hostname, domain);
        }
        string path = environment.Directories.EtcHosts(pod.Metadata.Uid);
        // Written in place: running containers have this very file mounted.
        if (!File.Exists(path) || File.ReadAllText(path) != text) File.WriteAllText(path, text);
        File.SetUnixFileMode(path, (UnixFileMode)0x1A4);
    }

    /// <summary>Stops all containers in their order, then the sandboxes.</summary>
    /// <param name="ended">Called with what the runtime says of a container after it was stopped.</param>
    public async Task StopAsync(
        Pod pod, IReadOnlyList<ContainerRecord> running, IReadOnlyList<SandboxRecord> sandboxes, long graceSeconds,
        Action<ContainerRecord> ended, CancellationToken cancellation)
    {
        var order = new TerminationOrder(pod, running.Select(static r => r.Name));
        var podIp = AddressesOf(pod, sandboxes.Count > 0 ? sandboxes[0] : null).Pod is [var first, ..] ? first : "";
        await Task.WhenAll(running.Select(async record =>
        {
            var (container, kind) = PodContainers.Find(pod.Spec, record.Name) ?? (new Container { Name = record.Name }, ContainerKind.Regular);
            await killer.KillAsync(pod, container, kind, record, "", graceSeconds, podIp, order.TurnOf(record.Name), cancellation);
            order.Ended(record.Name);
            await ReadAgainAsync(record, ended, cancellation);
        }));
        foreach (var sandbox in sandboxes) await IgnoreMissingAsync(() => environment.Runtime.StopPodSandboxAsync(sandbox.Id, cancellation));
    }

    public async Task ReadAgainAsync(ContainerRecord record, Action<ContainerRecord> read, CancellationToken cancellation)
    {
        try
        {
            read(await RuntimeRecords.ReadContainerAsync(environment.Runtime, record.Id, record.SandboxId, cancellation));
        }
        catch (CriException e) when (e.IsNotFound)
        {
            read(record with { Phase = ContainerPhase.Exited, ExitCode = 137, Reason = "ContainerStatusUnknown", FinishedAt = environment.Now });
        }
    }

    /// <summary>Removes what a Pod that ended had on the host; its containers and logs stay for those who ask.</summary>
    public async Task ReclaimAsync(Pod pod, PodVolumes volumes)
    {
        await volumes.TearDownAsync(pod);
        environment.Cgroups.Remove(pod);
    }

    /// <summary>Removes the last traces, once nobody can ask any more.</summary>
    public async Task RemoveAsync(Pod pod, IReadOnlyList<SandboxRecord> sandboxes, CancellationToken cancellation)
    {
        foreach (var sandbox in sandboxes)
        {
            await IgnoreMissingAsync(() => environment.Runtime.StopPodSandboxAsync(sandbox.Id, cancellation));
            await IgnoreMissingAsync(() => environment.Runtime.RemovePodSandboxAsync(sandbox.Id, cancellation));
        }
        string logs = environment.Directories.Logs(pod);
        if (Directory.Exists(logs)) Directory.Delete(logs, recursive: true);
    }

    public Task RemoveContainerAsync(ContainerRecord record, CancellationToken cancellation) =>
        IgnoreMissingAsync(() => environment.Runtime.RemoveContainerAsync(record.Id, cancellation));

    public Task RemoveSandboxAsync(SandboxRecord sandbox, CancellationToken cancellation) =>
        IgnoreMissingAsync(() => environment.Runtime.RemovePodSandboxAsync(sandbox.Id, cancellation));

    private static async Task IgnoreMissingAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (CriException e) when (e.IsNotFound)
        {
            // Gone already.
        }
    }
}
