using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Api.Selectors;
using Netes.Client;

namespace Netes.Controllers.Owners;

/// <summary>Carries out claims: writes and removes the controlling owner reference of adopted and released objects.</summary>
internal sealed class Claimer<TOwner, T>(ResourceClient<TOwner> owners, ResourceClient<T> objects)
    where TOwner : class, IApiObject<TOwner> where T : class, IApiObject<T>
{
    /// <summary>Those of the candidates that belong to the owner, adopted ones included.</summary>
    public async Task<List<T>> ClaimAsync(TOwner owner, Selector selector, IEnumerable<T> candidates, CancellationToken cancellation)
    {
        var claimed = new List<T>();
        bool verified = false;
        foreach (var candidate in candidates)
        {
            switch (Claim.Decide(owner, selector, candidate))
            {
                case ClaimVerdict.Keep:
                    claimed.Add(candidate);
                    break;
                case ClaimVerdict.Adopt:
                    if (!verified) await VerifyAsync(owner, cancellation);
                    verified = true;
                    if (await WriteAsync(candidate, References(candidate, owner, adopt: true), cancellation) is { } adopted) claimed.Add(adopted);
                    break;
                case ClaimVerdict.Release:
                    await WriteAsync(candidate, References(candidate, owner, adopt: false), cancellation);
                    break;
            }
        }
        return claimed;
    }

    /// <summary>The informer may lag: before taking anything, the owner must really be there and not be on its way out.</summary>
    private async Task VerifyAsync(TOwner owner, CancellationToken cancellation)
    {
        var fresh = await owners.GetAsync(owner.Metadata.Namespace, owner.Metadata.Name, cancellation);
        if (fresh.Metadata.Uid != owner.Metadata.Uid)
            throw new InvalidOperationException($"original {owner.Kind} {ObjectKey.Of(owner)} is gone: got uid {fresh.Metadata.Uid}, wanted {owner.Metadata.Uid}");
        if (fresh.Metadata.DeletionTimestamp is { } deleted)
            throw new InvalidOperationException($"{ObjectKey.Of(owner)} has just been deleted at {deleted:u}");
    }

    private static List<OwnerReference> References(T candidate, TOwner owner, bool adopt)
    {
        var references = (candidate.Metadata.OwnerReferences ?? []).Where(r => r.Uid != owner.Metadata.Uid).Select(r => r.Clone()).ToList();
        if (adopt) references.Add(OwnerReferences.ToController(owner));
        return references;
    }

    /// <returns>Null when the object is gone or is another by now.</returns>
    private async Task<T?> WriteAsync(T candidate, List<OwnerReference> references, CancellationToken cancellation)
    {
        try
        {
            return await objects.PatchAsync(candidate.Metadata.Namespace, candidate.Metadata.Name, PatchType.Merge,
                MetadataPatch.OwnerReferences(candidate.Metadata, references), cancellation);
        }
        catch (KubeApiException e) when (e.IsNotFound || e.IsInvalid)
        {
            return null;
        }
    }
}
