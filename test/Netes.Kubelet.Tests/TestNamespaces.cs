using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Netes.Kubelet.Tests;

/// <summary>
/// As root the whole test run moves into a mount and network namespace of its own before the first test: what
/// containers mount and which interfaces they get is gone with the process, whatever happens.
/// </summary>
internal static partial class TestNamespaces
{
    private const string Marker = "NETES_TEST_NAMESPACES";

    public static bool Isolated => Environment.GetEnvironmentVariable(Marker) == "1";

    /// <summary>Skips a test that needs real containers where there can be none.</summary>
    public static void SkipUnlessContainersRun()
    {
        Assert.SkipUnless(Environment.UserName == "root", "needs root");
        Assert.SkipUnless(Isolated, "needs unshare(1) from util-linux");
        foreach (var program in new[] { "containerd", "runc", "ip" })
        {
            Assert.SkipUnless(
                (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Append("/sbin")
                    .Any(d => File.Exists(Path.Combine(d, program))),
                $"needs {program}");
        }

        Assert.SkipUnless(File.Exists("/usr/lib/cni/bridge"), "needs containernetworking-plugins");
        Assert.SkipUnless(File.Exists("/bin/busybox"), "needs busybox-static");
    }

    [ModuleInitializer]
    internal static void Enter()
    {
        if (Environment.UserName != "root" || Isolated || !File.Exists("/usr/bin/unshare")) return;
        var own = File.ReadAllText("/proc/self/cmdline", Encoding.UTF8).Split('\0')[..^1];
        if (!own.Any(a => a.Contains("Netes.Kubelet.Tests", StringComparison.Ordinal))) return;
        own[0] = Environment.ProcessPath!;
        Environment.SetEnvironmentVariable(Marker, "1");
        string[] command =
        [
            "unshare", "--mount", "--net", "--propagation", "private",
            "/bin/sh", "-c", "ip link set lo up; exec \"$0\" \"$@\"", .. own,
        ];
        Exec(command);
    }

    /// <summary>Replaces this process; returns only when that fails, and then the tests that need it are skipped.</summary>
    private static unsafe void Exec(string[] command)
    {
        var environment = Environment.GetEnvironmentVariables();
        var pairs = environment.Keys.Cast<string>().Select(k => $"{k}={environment[k]}").ToArray();
        var argv = Strings(command);
        var envp = Strings(pairs);
        _ = Execve("/usr/bin/unshare", argv, envp);
        Environment.SetEnvironmentVariable(Marker, null);
    }

    private static unsafe byte** Strings(string[] values)
    {
        var list = (byte**)NativeMemory.AllocZeroed((nuint)values.Length + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < values.Length; i++) list[i] = (byte*)Marshal.StringToCoTaskMemUTF8(values[i]);
        return list;
    }

    [LibraryImport("libc", EntryPoint = "execve", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Execve(string path, byte** argv, byte** envp);
}
