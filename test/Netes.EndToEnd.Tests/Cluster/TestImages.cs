using System.Text;
using Netes.Kubelet.Images;

namespace Netes.EndToEnd.Tests.Cluster;

/// <summary>
/// Images that the tests build themselves, under the names that the seed's manifests use: Debian's static busybox, and on top of
/// it a web server that answers with the name of its Pod.
/// </summary>
internal static class TestImages
{
    private static readonly string[] Applets =
        ["sh", "cat", "echo", "sleep", "ls", "wget", "nc", "httpd", "hostname", "id", "env", "test", "true", "false", "mkdir", "touch", "kill", "ps", "date", "nslookup"];

    private const string Serve = """
        #!/bin/sh
        hostname > /www/index.html
        exec httpd -f -p 80 -h /www
        """;

    public static void WriteTo(string directory)
    {
        byte[] busybox = File.ReadAllBytes("/bin/busybox");
        List<OciFile> files =
        [
            OciFile.Executable("bin/busybox", busybox),
            .. Applets.Select(a => OciFile.Link($"bin/{a}", "busybox")),
            OciFile.Executable("serve", Encoding.UTF8.GetBytes(Serve.ReplaceLineEndings("\n"))),
            OciFile.Directory("www"),
            OciFile.Directory("tmp"),
            OciFile.File("etc/passwd", "root:x:0:0:root:/:/bin/sh\n"u8.ToArray()),
        ];
        OciArchive.Write(Path.Combine(directory, "busybox.tar"), new OciImage { Name = "busybox", Files = files, Command = ["sh"] });
        foreach (string name in new[] { "nginx:alpine", "nginx:1.14.2", "jnuho/fe-nginx:latest", "jnuho/server-1" })
            OciArchive.Write(Path.Combine(directory, name.Replace('/', '_').Replace(':', '_') + ".tar"), new OciImage { Name = name, Files = files, Entrypoint = ["/serve"] });
    }
}
