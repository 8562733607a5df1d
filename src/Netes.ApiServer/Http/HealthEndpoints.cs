using System.Text;
using Microsoft.AspNetCore.Http;
using Netes.ApiServer.Access;
using Netes.Storage;

namespace Netes.ApiServer.Http;

/// <summary>/healthz, /livez and /readyz with their single checks, ?verbose and ?exclude=
/// (https://kubernetes.io/docs/reference/using-api/health-checks/).</summary>
internal sealed class HealthEndpoints(IStore store, Func<bool> isReady, Func<bool> isStopping) : IPathHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, RequestInfo info, UserInfo user)
    {
        string[] parts = info.Path.Trim('/').Split('/', 2);
        if (parts[0] is not ("healthz" or "livez" or "readyz")) return false;
        (string Name, Func<CancellationToken, ValueTask<string?>> Run)[] checks = Checks(parts[0]);
        if (parts.Length == 2)
        {
            var single = Array.Find(checks, c => c.Name == parts[1]);
            if (single.Run is null) await ResponseBody.WriteTextAsync(context, 404, "404 page not found\n");
            else if (await single.Run(context.RequestAborted) is { } why) await ResponseBody.WriteTextAsync(context, 500, $"internal server error: {why}\n");
            else await ResponseBody.WriteTextAsync(context, 200, "ok");
            return true;
        }
        await WriteAllAsync(context, parts[0], checks);
        return true;
    }

    private static async Task WriteAllAsync(HttpContext context, string name, (string Name, Func<CancellationToken, ValueTask<string?>> Run)[] checks)
    {
        string?[] excluded = context.Request.Query["exclude"].ToArray();
        var text = new StringBuilder();
        bool healthy = true;
        foreach (var check in checks)
        {
            if (excluded.Contains(check.Name))
            {
                text.Append("[+]").Append(check.Name).Append(" excluded: ok\n");
                continue;
            }
            bool ok = await check.Run(context.RequestAborted) is null;
            text.Append(ok ? "[+]" : "[-]").Append(check.Name).Append(ok ? " ok\n" : " failed: reason withheld\n");
            healthy &= ok;
        }
        if (!healthy) await ResponseBody.WriteTextAsync(context, 500, text.Append(name).Append(" check failed\n").ToString());
        else if (context.Request.Query.ContainsKey("verbose")) await ResponseBody.WriteTextAsync(context, 200, text.Append(name).Append(" check passed\n").ToString());
        else await ResponseBody.WriteTextAsync(context, 200, "ok");
    }

    private (string Name, Func<CancellationToken, ValueTask<string?>> Run)[] Checks(string endpoint)
    {
        (string, Func<CancellationToken, ValueTask<string?>>) ping = ("ping", static _ => default);
        (string, Func<CancellationToken, ValueTask<string?>>) log = ("log", static _ => default);
        (string, Func<CancellationToken, ValueTask<string?>>) bootstrap =
            ("poststarthook/rbac/bootstrap-roles", _ => ValueTask.FromResult(isReady() ? null : "not finished"));
        return endpoint switch
        {
            "livez" => [ping, log, ("etcd", StoreAsync), bootstrap],
            "readyz" => [ping, log, ("etcd-readiness", StoreAsync), ("informer-sync", _ => ValueTask.FromResult(isReady() ? null : "not synced")), bootstrap,
                ("shutdown", _ => ValueTask.FromResult(isStopping() ? "process is shutting down" : null))],
            _ => [ping, log, ("etcd", StoreAsync), bootstrap],
        };
    }

    private async ValueTask<string?> StoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.GetRevisionAsync(cancellationToken);
            return null;
        }
        catch (StoreException e)
        {
            return e.Message;
        }
    }
}
