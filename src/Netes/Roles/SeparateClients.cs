using Netes.Client;
using Netes.Client.Configuration;
using Netes.Client.Identity;

namespace Netes.Roles;

/// <summary>
/// The clients of a role that runs alone. They act as the kubeconfig's user; controllers, if asked, as their own service accounts,
/// whose tokens that user asks for: its own rights are few.
/// </summary>
internal sealed class SeparateClients : IDisposable
{
    private const string AccountPrefix = "system:serviceaccount:";

    private readonly ClusterConnection _connection;
    private readonly bool _asServiceAccounts;
    private readonly KubeClient _issuer;

    /// <exception cref="KubeconfigException">The file can't be used.</exception>
    public SeparateClients(string kubeconfig, bool asServiceAccounts = false)
    {
        _connection = Kubeconfig.Load(kubeconfig).Connect();
        _asServiceAccounts = asServiceAccounts;
        _issuer = Own("netes/token-requests");
    }

    public KubeClient Create(string user, params string[] groups) =>
        _asServiceAccounts && user.StartsWith(AccountPrefix, StringComparison.Ordinal) ? AsServiceAccount(user) : Own($"netes/{user}");

    private KubeClient Own(string userAgent) =>
        new(HttpsTransport.Create(_connection), _connection.Server, new KubeClientOptions { UserAgent = userAgent, BearerToken = _connection.BearerToken });

    private KubeClient AsServiceAccount(string user)
    {
        string[] account = user[AccountPrefix.Length..].Split(':', 2);
        var transport = HttpsTransport.Create(_connection.WithoutCredentials());
        return new KubeClient(new ServiceAccountHandler(_issuer, account[0], account[1], transport, TimeProvider.System), _connection.Server,
            new KubeClientOptions { UserAgent = $"netes/{account[1]}" });
    }

    public void Dispose() => _issuer.Dispose();
}
