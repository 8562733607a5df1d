using Netes.Api.CoreV1;

namespace Netes.Controllers.Tests.ServiceAccounts;

public class ServiceAccountControllersTests
{
    [Fact]
    public async Task Namespace_Active_GetsAccountAndCertificateBackWhenLost()
    {
        await using var cluster = new Cluster("service-account-controller", "root-ca-certificate-publisher");
        await cluster.StartAsync();
        await cluster.CreateAsync(Objects.Namespace("ns"));
        await ThereAsync(cluster);
        await cluster.Client.Resource<ServiceAccount>().DeleteAsync("ns", "default", CancellationToken.None);
        await cluster.ChangeAsync<ConfigMap>("ns", "kube-root-ca.crt", m => m.Data!["ca.crt"] = "forged");
        await ThereAsync(cluster);
        await cluster.Client.Resource<ConfigMap>().DeleteAsync("ns", "kube-root-ca.crt", CancellationToken.None);
        await ThereAsync(cluster);
    }

    private static Task ThereAsync(Cluster cluster) => cluster.UntilAsync(async () =>
        await cluster.FindAsync<ServiceAccount>("ns", "default") is not null
        && (await cluster.FindAsync<ConfigMap>("ns", "kube-root-ca.crt"))?.Data?["ca.crt"] == "CA", "account and certificate");
}
