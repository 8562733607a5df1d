namespace Netes.Kubelet.Volumes;

/// <summary>A volume can't be set up; the message is what the FailedMount event tells.</summary>
internal sealed class VolumeException(string message, Exception? inner = null) : Exception(message, inner);
