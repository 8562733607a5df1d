using Microsoft.Extensions.Logging;
using Netes.Api.CoreV1;
using Netes.Client;
using Netes.Client.Informers;
using Netes.Client.Reconciling;

namespace Netes.Controllers.ServiceAccounts;

/// <summary>Gives every active namespace its service account "default".</summary>
internal sealed class DefaultServiceAccountReconciler(KubeClient client, Informer<Namespace> namespaces, Informer<ServiceAccount> accounts) : Reconciler
{
    public const string Name = "service-account-controller";

    private readonly ResourceClient<ServiceAccount> _client = client.Resource<ServiceAccount>();

    public static Controller Create(KubeClient client, InformerFactory informers, TimeProvider time, ILoggerFactory loggers)
    {
        var namespaces = informers.Get<Namespace>();
        var accounts = informers.Get<ServiceAccount>();
        var controller = new Controller(Name, new DefaultServiceAccountReconciler(client, namespaces, accounts), 1, time, loggers);
        return controller.For(namespaces).Watches(accounts, (old, now) =>
        {
            if (now is null && old!.Metadata.Name == "default") controller.Queue.Add(new ObjectKey("", old.Metadata.Namespace));
        });
    }

    public override async Task<Result> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (namespaces.Get(key) is not { } ns || ns.Metadata.DeletionTimestamp is not null) return Result.Done;
        if (accounts.Get(key.Name, "default") is not null) return Result.Done;
        var account = new ServiceAccount();
        account.Metadata.Namespace = key.Name;
        account.Metadata.Name = "default";
        await Creation.IfAbsentAsync(() => _client.CreateAsync(account, cancellation));
        return Result.Done;
    }
}
