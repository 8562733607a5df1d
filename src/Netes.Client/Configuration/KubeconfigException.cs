namespace Netes.Client.Configuration;

/// <summary>A kubeconfig that cannot be understood or used; the message says what to change.</summary>
public sealed class KubeconfigException(string message, Exception? inner = null) : Exception(message, inner);
