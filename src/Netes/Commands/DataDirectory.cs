using System.CommandLine;

namespace Netes.Commands;

/// <summary>Where a node keeps its data, and the names of the files in it.</summary>
internal sealed record DataDirectory(string Path)
{
    public static Option<string> Option() => new("--data-dir")
    {
        Description = "Where the cluster's data, certificates and kubeconfigs are kept.",
        DefaultValueFactory = static _ => Default,
        HelpName = "DIR",
    };

    /// <summary><c>/var/lib/netes</c> for root, else <c>~/.local/share/netes</c>.</summary>
    public static string Default => Environment.IsPrivilegedProcess
        ? "/var/lib/netes"
        : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "netes");

    public string AdminKubeconfig => System.IO.Path.Combine(Path, "admin.kubeconfig");

    public string Images => System.IO.Path.Combine(Path, "images");

    public string PidFile => System.IO.Path.Combine(Path, "netes.pid");

    /// <summary>Of a kubelet that runs alone.</summary>
    public string KubeletPidFile => System.IO.Path.Combine(Path, "kubelet.pid");

    /// <summary>The authority and what it signed.</summary>
    public string Certificates => System.IO.Path.Combine(Path, "tls");

    public string Combine(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Creates the directory. Others may pass through it (containers' files lie below), but not list it.</summary>
    public void Create()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path);
        else Directory.CreateDirectory(Path, Passable);
    }

    private const UnixFileMode Passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute |
        UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
}
