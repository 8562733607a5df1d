using Netes.ApiServer.Access.Authentication;

namespace Netes.ApiServer.Resources;

/// <summary>Looks up what tokens are bound to.</summary>
internal sealed class StoredTokenBindings(ResourceRegistry registry) : ITokenBindings
{
    public async ValueTask<string?> FindUidAsync(string resource, string ns, string name, CancellationToken cancellationToken)
    {
        ResourceStore store = registry.Get("", "v1", resource);
        ResourceItem? item = await store.GetAsync(store.Definition.Type.Namespaced ? ns : "", name, cancellationToken);
        return item?.Shared.Metadata.Uid;
    }
}
