namespace Netes.Kubelet.Volumes;

/// <summary>A file that the kubelet puts into a volume.</summary>
/// <param name="Mode">Permission bits.</param>
/// <param name="Owner">The user that owns it; null for root.</param>
internal sealed record VolumeFile(byte[] Data, int Mode, long? Owner = null);
