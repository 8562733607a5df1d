using System.Globalization;
using Netes.Api.Validation;
using Netes.ApiServer.Http;
using Netes.Storage;

namespace Netes.ApiServer.Resources;

/// <summary>GET of one object: bytes from the watch cache.</summary>
internal static class ObjectReader
{
    public static async Task GetAsync(ApiRequest request, ResourceStore store)
    {
        string version = request.Query("resourceVersion") ?? "";
        ResourceItem? item;
        if (version is "" or "0")
        {
            item = await store.GetAsync(request.Namespace, request.Name, request.Cancellation);
        }
        else
        {
            if (!ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out ulong revision))
                throw ApiErrors.Plain($"resourceVersion: Invalid value: {GoValue.Quote(version)}: strconv.ParseUint: parsing {GoValue.Quote(version)}: invalid syntax");
            var snapshot = await NotOlderThanAsync(store, revision, request.Cancellation);
            item = snapshot.Get(store.Definition.Key(request.Namespace, request.Name));
        }
        if (item is null) throw request.NotFound();
        await ViewWriter.WriteAsync(request, 200, item.Json, store.Definition);
    }

    /// <exception cref="ApiException">504 when the revision doesn't come in time.</exception>
    public static async ValueTask<Storage.Caching.CacheSnapshot<ResourceItem>> NotOlderThanAsync(
        ResourceStore store, ulong revision, CancellationToken cancellationToken)
    {
        try
        {
            return await store.Cache.NotOlderThanAsync((long)Math.Min(revision, long.MaxValue), cancellationToken);
        }
        catch (StoreException e) when (e.Error == StoreError.FutureRevision)
        {
            throw ApiErrors.TooLargeResourceVersion(revision, await store.Store.GetRevisionAsync(cancellationToken));
        }
    }
}
