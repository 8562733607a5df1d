using Netes.Commands;
using Netes.Kubelet.Runtime;

namespace Netes.Roles;

/// <summary>Where the parts of a node keep what is theirs.</summary>
internal sealed class NodeLayout(DataDirectory data)
{
    /// <summary>Sockets and mounts, which a reboot may lose. The path stays short: a Unix socket's has at most 107 bytes.</summary>
    public string Run => data.Path == "/var/lib/netes" ? "/run/netes" : data.Combine("run");

    public string Kubelet => data.Combine("kubelet");

    public string CniState => data.Combine("cni");

    public string CniConfig => Path.Combine(Run, "cni");

    public ContainerdOptions Containerd => new()
    {
        RootDirectory = data.Combine("containerd"),
        StateDirectory = Path.Combine(Run, "containerd"),
        CniConfigDirectory = CniConfig,
        RegistryConfigDirectory = data.Combine("registries"),
        CniBinDirectory = CniPlugins.FirstOrDefault(Directory.Exists) ?? CniPlugins[0],
    };

    /// <summary>Where distributions put the standard plug-ins.</summary>
    private static readonly string[] CniPlugins = ["/usr/lib/cni", "/opt/cni/bin", "/usr/libexec/cni"];
}
