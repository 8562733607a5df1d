using Netes.Api.CoreV1;
using Netes.Testing;

namespace Netes.Controllers.Tests.Volumes;

public class ProtectionTests
{
    private const string ClaimFinalizer = "kubernetes.io/pvc-protection";
    private const string VolumeFinalizer = "kubernetes.io/pv-protection";

    private static PersistentVolumeClaim Claim()
    {
        var claim = new PersistentVolumeClaim();
        (claim.Metadata.Namespace, claim.Metadata.Name, claim.Metadata.Finalizers) = ("ns", "data", [ClaimFinalizer]);
        return claim;
    }

    private static Pod User(string phase)
    {
        var pod = Objects.Pod("user", node: "n");
        pod.Spec.Volumes = [new Volume { Name = "v", PersistentVolumeClaim = new PersistentVolumeClaimVolumeSource { ClaimName = "data" } }];
        pod.Status.Phase = phase;
        return pod;
    }

    [Fact]
    public async Task Claim_DeletedAndUnused_Goes()
    {
        await using var cluster = new Cluster("persistentvolumeclaim-protection-controller");
        await cluster.CreateAsync(Claim());
        await cluster.StartAsync();
        await cluster.Client.Resource<PersistentVolumeClaim>().DeleteAsync("ns", "data", CancellationToken.None);
        await Eventually.IsTrueAsync(async () => await cluster.FindAsync<PersistentVolumeClaim>("ns", "data") is null, "the claim is gone");
    }

    [Fact]
    public async Task Claim_DeletedWhileAPodUsesIt_GoesWhenThePodEnds()
    {
        await using var cluster = new Cluster("persistentvolumeclaim-protection-controller");
        await cluster.CreateAsync(Claim());
        await cluster.CreateAsync(User(PodPhase.Running));
        await cluster.StartAsync();
        await cluster.Client.Resource<PersistentVolumeClaim>().DeleteAsync("ns", "data", CancellationToken.None);
        await cluster.CreateAsync(Objects.Pod("other", node: "n"));
        Assert.NotNull(await cluster.FindAsync<PersistentVolumeClaim>("ns", "data"));

        await cluster.Client.Resource<Pod>().DeleteAsync("ns", "user", CancellationToken.None);
        await Eventually.IsTrueAsync(async () => await cluster.FindAsync<PersistentVolumeClaim>("ns", "data") is null, "the claim is gone");
    }

    [Theory]
    [InlineData("Bound", false)]
    [InlineData("Available", true)]
    [InlineData("Released", true)]
    public async Task Volume_Deleted_GoesUnlessItIsBound(string phase, bool goes)
    {
        await using var cluster = new Cluster("persistentvolume-protection-controller");
        var volume = new PersistentVolume();
        (volume.Metadata.Name, volume.Metadata.Finalizers, volume.Status.Phase) = ("disk", [VolumeFinalizer], phase);
        await cluster.CreateAsync(volume);
        var marker = new PersistentVolume();
        (marker.Metadata.Name, marker.Metadata.Finalizers) = ("marker", [VolumeFinalizer]);
        await cluster.CreateAsync(marker);
        await cluster.StartAsync();
        await cluster.Client.Resource<PersistentVolume>().DeleteAsync("", "disk", CancellationToken.None);
        await cluster.Client.Resource<PersistentVolume>().DeleteAsync("", "marker", CancellationToken.None);
        // One worker takes them in order: with the marker gone, the disk's turn is over.
        await Eventually.IsTrueAsync(async () => await cluster.FindAsync<PersistentVolume>("", "marker") is null, "the marker is gone");
        Assert.Equal(goes, await cluster.FindAsync<PersistentVolume>("", "disk") is null);
    }
}
