using System.Globalization;
using System.Text;
using Netes.EndToEnd.Tests.Machine;
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
        exec httpd -f -p $1 -h /www
        """;

    /// <summary>Web servers that every node has from its start, with their ports.</summary>
    private static readonly (string Name, int Port)[] Present = [("nginx:alpine", 80), ("nginx:1.14.2", 80), ("jnuho/fe-nginx:latest", 80)];

    /// <summary>Those that must be pulled: their tag is "latest", so that the default policy is Always.</summary>
    private static readonly (string Name, int Port)[] Published =
    [
        ("library/nginx", 80), ("jnuho/server-1", 8081), ("my-private-repo/ms-one", 3000), ("my-private-repo/log-collector", 9000),
        ("library/mongo", 27017), ("library/mongodb-exporter", 9216), ("library/mongo-express", 8081),
    ];

    private static readonly Lazy<List<OciFile>> Files = new(static () =>
    [
        OciFile.Executable("bin/busybox", File.ReadAllBytes("/bin/busybox")),
        .. Applets.Select(static a => OciFile.Link($"bin/{a}", "busybox")),
        OciFile.Executable("serve", Encoding.UTF8.GetBytes(Serve.ReplaceLineEndings("\n"))),
        OciFile.Directory("www"),
        OciFile.Directory("tmp"),
        OciFile.File("etc/passwd", "root:x:0:0:root:/:/bin/sh\n"u8.ToArray()),
    ]);

    public static void WriteTo(string directory)
    {
        OciArchive.Write(Path.Combine(directory, "busybox.tar"), new OciImage { Name = "busybox", Files = Files.Value, Command = ["sh"] });
        foreach (var (name, port) in Present)
            OciArchive.Write(Path.Combine(directory, name.Replace('/', '_').Replace(':', '_') + ".tar"), Server(name, port));
    }

    public static void AddTo(Registry registry)
    {
        foreach (var (name, port) in Published)
        {
            using var archive = new MemoryStream();
            OciArchive.Write(archive, Server(name, port));
            archive.Position = 0;
            registry.Add(name, "latest", archive);
        }
    }

    private static OciImage Server(string name, int port) =>
        new() { Name = name, Files = Files.Value, Entrypoint = ["/serve", port.ToString(CultureInfo.InvariantCulture)] };
}
