namespace Netes.Kubelet.Runtime;

/// <summary>Where Netes's own containerd lives. Nothing of the machine's containerd is ever touched.</summary>
public sealed record ContainerdOptions
{
    /// <summary>Images, snapshots, containerd's database: survives a reboot. Usually <c>&lt;data-dir&gt;/containerd</c>.</summary>
    public required string RootDirectory { get; init; }

    /// <summary>
    /// Sockets and what is mounted for running containers; usually <c>/run/netes/containerd</c>. Short: a Unix socket's
    /// path has at most 107 bytes.
    /// </summary>
    public required string StateDirectory { get; init; }

    /// <summary>Where the network's configuration list is written (by the network part).</summary>
    public required string CniConfigDirectory { get; init; }

    /// <summary>Where the standard CNI plug-ins are.</summary>
    public string CniBinDirectory { get; init; } = "/usr/lib/cni";

    /// <summary>
    /// Mirrors and private registries: <c>HOST/hosts.toml</c> below it, read at each pull
    /// (https://github.com/containerd/containerd/blob/main/docs/hosts.md). Empty for none.
    /// </summary>
    public string RegistryConfigDirectory { get; init; } = "";

    public string ContainerdProgram { get; init; } = "containerd";

    public string SocketPath => Path.Combine(StateDirectory, "containerd.sock");

    internal string PidFile => Path.Combine(StateDirectory, "containerd.pid");

    internal string ConfigFile => Path.Combine(StateDirectory, "config.toml");

    internal string LogFile => Path.Combine(StateDirectory, "containerd.log");
}
