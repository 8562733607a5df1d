using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using YamlDotNet.Core;

namespace Netes.Client.Configuration;

/// <summary>
/// A kubeconfig file (https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/).
/// Relative file names in it are taken from its own directory, as kubectl does.
/// </summary>
public sealed class Kubeconfig
{
    private readonly Dictionary<string, object?> _root;
    private readonly string _directory;

    private Kubeconfig(Dictionary<string, object?> root, string directory) => (_root, _directory) = (root, directory);

    public string CurrentContext => Text(_root, "current-context") ?? "";

    public static Kubeconfig Load(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException($"cannot read kubeconfig {path}: {e.Message}", e);
        }
        return Parse(text, Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <param name="directory">What relative file names inside are taken from.</param>
    public static Kubeconfig Parse(string text, string directory)
    {
        try
        {
            return YamlTree.Parse(text) is Dictionary<string, object?> root
                ? new Kubeconfig(root, directory)
                : throw new KubeconfigException("a kubeconfig must be a mapping");
        }
        catch (YamlException e)
        {
            throw new KubeconfigException($"kubeconfig is not valid YAML: {e.Message}", e);
        }
    }

    /// <summary>Resolves a context, or the current one, to its server, trust and credentials.</summary>
    public ClusterConnection Connect(string? context = null)
    {
        string contextName = context ?? CurrentContext;
        if (contextName.Length == 0) throw new KubeconfigException("kubeconfig has no current-context; name one");
        var chosen = Named("contexts", contextName, "context");
        var cluster = Named("clusters", Text(chosen, "cluster") ?? throw new KubeconfigException($"context \"{contextName}\" names no cluster"), "cluster");
        var user = Text(chosen, "user") is { Length: > 0 } userName ? Named("users", userName, "user") : [];
        if (user.ContainsKey("exec") || user.ContainsKey("auth-provider"))
            throw new KubeconfigException($"context \"{contextName}\": exec and auth-provider credentials are not supported");
        string server = Text(cluster, "server") ?? throw new KubeconfigException($"the cluster of context \"{contextName}\" has no server");
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            throw new KubeconfigException($"server \"{server}\" is not an http(s) address");
        return new ClusterConnection
        {
            Server = address,
            CertificateAuthorities = ReadAuthorities(cluster),
            TlsServerName = Text(cluster, "tls-server-name"),
            InsecureSkipTlsVerify = Text(cluster, "insecure-skip-tls-verify") == "true",
            ClientCertificate = ReadClientCertificate(user),
            BearerToken = ReadToken(user),
            Namespace = Text(chosen, "namespace") is { Length: > 0 } ns ? ns : "default",
        };
    }

    private X509Certificate2Collection? ReadAuthorities(Dictionary<string, object?> cluster)
    {
        if (Data(cluster, "certificate-authority") is not { } pem) return null;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(pem);
        return authorities.Count > 0 ? authorities : throw new KubeconfigException("certificate-authority holds no certificate");
    }

    private X509Certificate2? ReadClientCertificate(Dictionary<string, object?> user)
    {
        string? certificate = Data(user, "client-certificate"), key = Data(user, "client-key");
        if (certificate is null && key is null) return null;
        if (certificate is null || key is null) throw new KubeconfigException("client-certificate and client-key belong together");
        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new KubeconfigException($"client certificate or key cannot be used: {e.Message}", e);
        }
    }

    private Func<string?>? ReadToken(Dictionary<string, object?> user)
    {
        // kubectl's order: the file wins over the literal token.
        if (Text(user, "tokenFile") is { Length: > 0 } file) return new TokenFile(Resolve(file), TimeProvider.System).Read;
        return Text(user, "token") is { Length: > 0 } token ? () => token : null;
    }

    /// <summary>The text of "name-data" (base64) or of the file that "name" names; data wins.</summary>
    private string? Data(Dictionary<string, object?> map, string name)
    {
        if (Text(map, name + "-data") is { Length: > 0 } base64)
        {
            try
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
            }
            catch (FormatException e)
            {
                throw new KubeconfigException($"{name}-data is not base64", e);
            }
        }
        if (Text(map, name) is not { Length: > 0 } file) return null;
        try
        {
            return File.ReadAllText(Resolve(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KubeconfigException($"cannot read {name}: {e.Message}", e);
        }
    }

    private string Resolve(string file) => Path.GetFullPath(file, _directory);

    /// <summary>Entries are lists of {name, thing}, not maps.</summary>
    private Dictionary<string, object?> Named(string list, string name, string thing)
    {
        foreach (object? entry in _root.GetValueOrDefault(list) as List<object?> ?? [])
            if (entry is Dictionary<string, object?> map && Text(map, "name") == name)
                return map.GetValueOrDefault(thing) as Dictionary<string, object?> ?? [];
        throw new KubeconfigException($"kubeconfig has no {thing} \"{name}\"");
    }

    private static string? Text(Dictionary<string, object?> map, string key) => map.GetValueOrDefault(key) as string;
}
