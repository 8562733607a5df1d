using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Netes.Kubelet.Server;
using Netes.Roles;

namespace Netes.Commands;

/// <summary><c>netes kubelet</c>: a node without the control plane, with a containerd of its own.</summary>
internal sealed class KubeletCommand
{
    private readonly NodeFlags _flags = new();

    private readonly Option<string> _certificate = Required("--tls-cert-file", "The kubelet's serving certificate.");

    private readonly Option<string> _key = Required("--tls-private-key-file", "Its key.");

    private readonly Option<string> _authority = Required("--client-ca-file", "The authority of those who may call the kubelet.");

    public static Command Create()
    {
        var kubelet = new KubeletCommand();
        var flags = kubelet._flags;
        return ComponentCommands.Create("kubelet", "Run the kubelet alone, with a containerd of its own. Needs root.",
            [flags.DataDir, flags.NodeName, flags.NodeIp, flags.ClusterCidr, flags.ServiceCidr, kubelet._certificate, kubelet._key, kubelet._authority], kubelet.StartAsync);
    }

    private async Task StartAsync(ParseResult result, ClientFactory clients, RoleStack started, ILoggerFactory loggers, CancellationToken cancellation)
    {
        Requirements.Check();
        var options = _flags.Read(result);
        options.Data.Create();
        started.Push(new HeldPidFile(PidFile.Take(options.Data.KubeletPidFile)));
        var server = ServerOptions(result);
        var layout = new NodeLayout(options.Data);
        var runtime = started.Push(await RuntimeRole.StartAsync(options, layout, loggers, cancellation));
        started.Push(await KubeletRole.StartAsync(
            KubeletRole.OptionsOf(options, layout, NodeAddress.Choose(options)), server, runtime.Runtime, clients, loggers, cancellation));
    }

    private KubeletServerOptions ServerOptions(ParseResult result)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(result.GetValue(_authority)!);
        return new KubeletServerOptions
        {
            Certificate = X509Certificate2.CreateFromPemFile(result.GetValue(_certificate)!, result.GetValue(_key)!),
            ClientCertificateAuthorities = authorities,
        };
    }

    private static Option<string> Required(string name, string description) => new(name) { Description = description, Required = true, HelpName = "FILE" };

    private sealed class HeldPidFile(PidFile file) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            file.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
