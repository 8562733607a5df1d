using Netes.Api;
using Netes.Api.CoreV1;
using Netes.Kubelet.Pods;
using Netes.Kubelet.Pods.Variables;

namespace Netes.Kubelet.Volumes;

/// <summary>A volume that is set up on the host.</summary>
/// <param name="Path">What containers mount.</param>
/// <param name="ReadOnly">Containers may not write to it, whatever their mounts say.</param>
internal sealed record ReadyVolume(string Path, bool ReadOnly);

/// <summary>The volumes of one Pod on this node: sets them up, keeps what they show current, takes them down.</summary>
internal sealed class PodVolumes(
    PodReferences references, ServiceAccountTokens tokens, PodDirectories directories,
    IReadOnlyDictionary<string, Quantity> allocatable, TimeProvider time)
{
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>When a token in some volume wants to be renewed.</summary>
    public DateTime? RenewAt { get; private set; }

    /// <summary>Sets up all volumes, or brings those that show API objects up to date. Idempotent.</summary>
    /// <exception cref="VolumeException">With the words of upstream's FailedMount event.</exception>
    public async Task<IReadOnlyDictionary<string, ReadyVolume>> SetUpAsync(Pod pod, PodAddresses addresses, CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            await references.ReadyAsync(cancellation);
            var issued = await RequestTokensAsync(pod, cancellation);
            var payloads = new Payloads(new VolumeInputs
            {
                Pod = pod,
                Addresses = addresses,
                Allocatable = allocatable,
                ConfigMap = references.ConfigMap,
                Secret = references.Secret,
                Token = projection => issued[projection],
            });
            var ready = new Dictionary<string, ReadyVolume>();
            foreach (var volume in pod.Spec.Volumes ?? [])
            {
                try
                {
                    ready.Add(volume.Name, SetUp(pod, volume, payloads));
                }
                catch (Exception e) when (e is VolumeException or IOException or UnauthorizedAccessException)
                {
                    throw new VolumeException($"MountVolume.SetUp failed for volume \"{volume.Name}\" : {e.Message}", e);
                }
            }
            return ready;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Unmounts and removes everything that the Pod had under the kubelet's directory. Idempotent.</summary>
    public async Task TearDownAsync(Pod pod)
    {
        await _gate.WaitAsync();
        try
        {
            tokens.Forget(pod.Metadata.Uid);
            MountTable.RemoveTree(directories.Pod(pod.Metadata.Uid));
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<Dictionary<ServiceAccountTokenProjection, string>> RequestTokensAsync(Pod pod, CancellationToken cancellation)
    {
        var result = new Dictionary<ServiceAccountTokenProjection, string>(ReferenceEqualityComparer.Instance);
        DateTime? renew = null;
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            foreach (var source in volume.Projected?.Sources ?? [])
            {
                if (source.ServiceAccountToken is not { } projection) continue;
                try
                {
                    var issued = await tokens.GetAsync(pod, projection, cancellation);
                    result[projection] = issued.Token;
                    if (renew is null || issued.RenewAt < renew) renew = issued.RenewAt;
                }
                catch (Exception e) when (e is Client.KubeApiException or HttpRequestException)
                {
                    throw new VolumeException(
                        $"MountVolume.SetUp failed for volume \"{volume.Name}\" : failed to fetch token: {e.Message}", e);
                }
            }
        }
        RenewAt = renew;
        return result;
    }

    private ReadyVolume SetUp(Pod pod, Volume volume, Payloads payloads)
    {
        string uid = pod.Metadata.Uid;
        if (volume.HostPath is { } host) return new ReadyVolume(HostPathVolume.Prepare(host), ReadOnly: false);
        if (volume.EmptyDir is { } empty) return new ReadyVolume(SetUpEmptyDir(pod, volume.Name, empty), ReadOnly: false);
        string? plugin = volume switch
        {
            { ConfigMap: not null } => "configmap",
            { Secret: not null } => "secret",
            { DownwardAPI: not null } => "downward-api",
            { Projected: not null } => "projected",
            _ => null,
        };
        if (plugin is null) throw new VolumeException($"volume type {UnsupportedVolumes.NameOf(volume)} is not supported");
        var files = payloads.Build(volume);
        string directory = directories.Volume(uid, plugin, volume.Name);
        Directory.CreateDirectory(directory);
        File.SetUnixFileMode(directory, (UnixFileMode)0x1FF);
        // What the kubelet writes into volumes is small and may be secret: it stays in memory, as upstream has it.
        if (plugin is "secret" or "projected" && !MountTable.IsMountPoint(directory)) NativeFiles.MountTmpfs(directory, "mode=0777");
        AtomicWriter.Write(directory, files, pod.Spec.SecurityContext?.FsGroup, time.GetUtcNow().UtcDateTime);
        return new ReadyVolume(directory, ReadOnly: true);
    }

    private string SetUpEmptyDir(Pod pod, string name, EmptyDirVolumeSource source)
    {
        string directory = directories.Volume(pod.Metadata.Uid, "empty-dir", name);
        bool existed = Directory.Exists(directory);
        Directory.CreateDirectory(directory);
        switch (source.Medium)
        {
            case "":
                break;
            case StorageMedium.Memory:
                if (!MountTable.IsMountPoint(directory)) NativeFiles.MountTmpfs(directory, TmpfsOptions(source));
                break;
            default:
                throw new VolumeException($"emptyDir medium {source.Medium} is not supported");
        }
        if (existed) return directory;
        File.SetUnixFileMode(directory, (UnixFileMode)0x1FF);
        if (pod.Spec.SecurityContext?.FsGroup is { } group) Ownership.GiveTo(directory, group, readOnly: false);
        return directory;
    }

    private static string TmpfsOptions(EmptyDirVolumeSource source) =>
        source.SizeLimit is { } limit && limit.Sign > 0 ? $"size={limit.Value},mode=0777" : "mode=0777";
}
