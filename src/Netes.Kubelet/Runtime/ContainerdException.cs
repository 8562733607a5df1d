namespace Netes.Kubelet.Runtime;

/// <summary>containerd could not be started, or not be stopped; the message is for the person who runs netes.</summary>
public sealed class ContainerdException(string message, Exception? inner = null) : Exception(message, inner);
