using Netes.Api.CoreV1;
using Netes.ApiServer.Http;
using Netes.ApiServer.Resources;
using Netes.Storage;

namespace Netes.ApiServer.Admission.Quota;

/// <summary>
/// Writes what requests take into the quotas' status, with compare-and-set. While one write of a namespace is on its way, further
/// requests wait and are then charged with a single write, as upstream's evaluator does.
/// </summary>
internal sealed class QuotaLedger(ResourceStore quotas)
{
    private const int Attempts = 4;
    private readonly Lock gate = new();
    private readonly Dictionary<string, List<Charge>> waiting = [];

    /// <exception cref="ApiException">403 when it doesn't fit, 409 when others kept changing the quota.</exception>
    public async ValueTask ChargeAsync(AdmissionRequest request, IUsageEvaluator evaluator)
    {
        var charge = new Charge(request, evaluator);
        lock (gate)
        {
            if (waiting.TryGetValue(request.Namespace, out List<Charge>? queue))
            {
                queue.Add(charge);
            }
            else
            {
                waiting[request.Namespace] = [charge];
                // Its own task: whoever happens to come first shall not wait for all who come after.
                _ = Task.Run(() => WorkAsync(request.Namespace));
            }
        }
        await charge.Done.Task;
    }

    private async Task WorkAsync(string ns)
    {
        while (true)
        {
            List<Charge> batch;
            lock (gate)
            {
                batch = waiting[ns];
                if (batch.Count == 0)
                {
                    waiting.Remove(ns);
                    return;
                }
                waiting[ns] = [];
            }
            try
            {
                await ChargeAsync(ns, batch);
            }
            catch (Exception e)
            {
                // Whoever still waits must hear of it; the next batch starts afresh.
                foreach (Charge charge in batch) charge.Done.TrySetException(e);
            }
        }
    }

    private async Task ChargeAsync(string ns, List<Charge> batch)
    {
        HashSet<string>? only = null;
        for (int attempt = 1; batch.Count > 0; attempt++)
        {
            ResourceItem[] stored = [.. (await quotas.Cache.LatestAsync(CancellationToken.None))
                .Range(KeyRange.Prefix(quotas.Definition.Scope(ns))).Where(item => only?.Contains(item.Name) != false)];
            List<ResourceQuota> now = [.. stored.Select(item => (ResourceQuota)item.Shared)];
            batch = Decide(now, batch);
            HashSet<string> failed = [];
            for (int i = 0; i < stored.Length; i++)
            {
                if (ReferenceEquals(now[i], stored[i].Shared)) continue;
                now[i].Metadata.ResourceVersion = "";
                (StoredObject? done, _) = await quotas.UpdateAsync(stored[i], ObjectCodec.Encode(now[i]), CancellationToken.None);
                if (done is null) failed.Add(stored[i].Name);
            }
            if (failed.Count > 0 && attempt < Attempts)
            {
                // The others hold the charge already.
                only = failed;
                continue;
            }
            foreach (Charge charge in batch)
            {
                if (failed.Count == 0) charge.Done.TrySetResult();
                else charge.Done.TrySetException(ApiErrors.Modified("", "resourcequotas", failed.First()));
            }
            return;
        }
    }

    /// <summary>Charges the quotas with all that fit, and answers those that don't or that change nothing.</summary>
    /// <returns>Those that wait for the write.</returns>
    private static List<Charge> Decide(List<ResourceQuota> now, List<Charge> batch)
    {
        var written = new List<Charge>(batch.Count);
        foreach (Charge charge in batch)
        {
            ResourceQuota[] before = [.. now];
            if (QuotaCheck.Charge(now, charge.Request, charge.Evaluator) is { } refusal)
            {
                charge.Done.TrySetException(charge.Request.Forbidden(refusal));
                continue;
            }
            bool changed = false;
            for (int i = 0; i < before.Length; i++) changed |= !ReferenceEquals(before[i], now[i]);
            if (changed && charge.Request.DryRun)
            {
                for (int i = 0; i < before.Length; i++) now[i] = before[i];
                changed = false;
            }
            if (changed) written.Add(charge);
            else charge.Done.TrySetResult();
        }
        return written;
    }

    private sealed record Charge(AdmissionRequest Request, IUsageEvaluator Evaluator)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
