using System.CommandLine;
using System.Net;
using Netes.ApiServer.Access.Certificates;

namespace Netes.Commands;

/// <summary>
/// <c>netes credentials</c>: certificates of the cluster's authority for roles that run alone, and for people. Works beside the
/// data directory of the API server, whether that runs or not.
/// </summary>
internal static class CredentialsCommand
{
    public static Command Create() => new("credentials", "Make kubeconfigs and certificates, signed by the cluster's authority.") { KubeconfigFile(), Serving() };

    private static Command KubeconfigFile()
    {
        var dataDir = DataDirectory.Option();
        var file = new Argument<string>("FILE") { Description = "Where to write it (mode 0600)." };
        var user = new Option<string>("--user") { Description = "The user, such as system:kube-scheduler or system:node:NAME.", Required = true, HelpName = "NAME" };
        var groups = new Option<string[]>("--group") { Description = "A group of the user, such as system:nodes. May be repeated.", DefaultValueFactory = static _ => [], HelpName = "NAME" };
        var server = new Option<string>("--server") { Description = "The API server's address. By default that of the administrator's kubeconfig.", HelpName = "URL" };
        var command = new Command("kubeconfig", "Write a kubeconfig for a user.") { file, user, groups, server, dataDir };
        command.Run((result, _) =>
        {
            var data = new DataDirectory(Path.GetFullPath(result.GetValue(dataDir)!));
            var certificates = Open(data);
            string name = result.GetValue(user)!;
            Kubeconfig.Write(result.GetValue(file)!, Address(result.GetValue(server), data), certificates.AuthorityPem, name,
                certificates.Client($"user-{FileName(name)}", name, result.GetValue(groups)!));
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Serving()
    {
        var dataDir = DataDirectory.Option();
        var names = new Option<string[]>("--name") { Description = "A host name of the server; the first one names the certificate. May be repeated.", Required = true, HelpName = "NAME" };
        var addresses = new Option<string[]>("--address") { Description = "An IP address of the server. May be repeated.", DefaultValueFactory = static _ => [], HelpName = "ADDRESS" };
        var certificate = new Option<string>("--cert-file") { Description = "Where to write the certificate.", Required = true, HelpName = "FILE" };
        var key = new Option<string>("--key-file") { Description = "Where to write its key (mode 0600).", Required = true, HelpName = "FILE" };
        var command = new Command("serving", "Write a server's certificate, such as a kubelet's.") { names, addresses, certificate, key, dataDir };
        command.Run((result, _) =>
        {
            string[] hosts = result.GetValue(names)!;
            IPAddress[] own = [.. result.GetValue(addresses)!.Select(static a => NodeFlags.Address("--address", a))];
            var issued = Open(new DataDirectory(Path.GetFullPath(result.GetValue(dataDir)!))).Server($"serving-{FileName(hosts[0])}", hosts[0], hosts, own);
            File.WriteAllText(result.GetValue(certificate)!, issued.CertificatePem);
            SecretFile.Write(result.GetValue(key)!, issued.KeyPem);
            return Task.FromResult(0);
        });
        return command;
    }

    private static ClusterCertificates Open(DataDirectory data)
    {
        string directory = data.Certificates;
        if (!File.Exists(Path.Combine(directory, "ca.key")))
            throw new UserException($"{data.Path} holds no cluster's authority; start 'netes apiserver' or 'netes server' on it once, or name another --data-dir");
        return ClusterCertificates.LoadOrCreate(directory, TimeProvider.System);
    }

    private static Uri Address(string? named, DataDirectory data)
    {
        if (named is null) return Client.Configuration.Kubeconfig.Load(data.AdminKubeconfig).Connect().Server;
        return Uri.TryCreate(named, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
            ? address
            : throw new UserException($"--server: \"{named}\" is not an https address");
    }

    private static string FileName(string name) => string.Concat(name.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_'));
}
