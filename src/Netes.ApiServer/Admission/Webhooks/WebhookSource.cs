using Netes.Api;
using Netes.ApiServer.Resources;
using Netes.Storage;
using Netes.Storage.Caching;

namespace Netes.ApiServer.Admission.Webhooks;

/// <summary>The webhooks of all configurations of one kind, by their names; made anew only when a configuration changed.</summary>
internal sealed class WebhookSource(ResourceStore configurations, Func<IApiObject, IEnumerable<Webhook>> read)
{
    private Made? made;

    public async ValueTask<IReadOnlyList<Webhook>> AllAsync(CancellationToken cancellationToken)
    {
        CacheSnapshot<ResourceItem> now = await configurations.Cache.LatestAsync(cancellationToken);
        Made? last = Volatile.Read(ref made);
        if (last is not null && last.From.SameItems(now)) return last.Webhooks;
        var webhooks = new List<Webhook>();
        var byItem = new Dictionary<ResourceItem, Webhook[]>(ReferenceEqualityComparer.Instance);
        foreach (ResourceItem item in now.Range(KeyRange.Prefix(configurations.Definition.KeyPrefix)))
        {
            // Unchanged configurations keep their webhooks, and these their connections.
            Webhook[] own = last?.ByItem.TryGetValue(item, out Webhook[]? kept) == true ? kept : [.. read(item.Shared)];
            byItem[item] = own;
            webhooks.AddRange(own);
        }
        Volatile.Write(ref made, new Made(now, webhooks, byItem));
        return webhooks;
    }

    private sealed record Made(CacheSnapshot<ResourceItem> From, IReadOnlyList<Webhook> Webhooks, Dictionary<ResourceItem, Webhook[]> ByItem);
}
