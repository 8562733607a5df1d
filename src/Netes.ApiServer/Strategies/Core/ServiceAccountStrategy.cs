using Netes.Api.CoreV1;
using Netes.ApiServer.Printing;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>https://kubernetes.io/docs/concepts/security/service-accounts/</summary>
internal sealed class ServiceAccountStrategy : Strategy<ServiceAccount>
{
    public override bool ReturnsDeletedObject => true;

    public override ITablePrinter Table => ServiceAccountPrinter.Instance;

    /// <summary>Of the secrets only the names are kept: they stand in the account's own namespace.</summary>
    public override void PrepareForCreate(ServiceAccount account, StrategyContext context)
    {
        for (var i = 0; i < (account.Secrets?.Count ?? 0); i++)
            account.Secrets![i] = new ObjectReference { Name = account.Secrets[i].Name };
    }

    public override void PrepareForUpdate(ServiceAccount account, ServiceAccount old, StrategyContext context) =>
        PrepareForCreate(account, context);
}
