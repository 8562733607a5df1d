using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Client;

namespace Netes.Controllers.Namespaces;

/// <summary>Deletes all that a namespace holds, of every resource that the server says it serves.</summary>
internal sealed class NamespaceEmptier(KubeClient client)
{
    private const int Parallel = 8;

    /// <summary>Asks for the deletion of everything and reports what is still there.</summary>
    public async Task<NamespaceContent> EmptyAsync(string ns, CancellationToken cancellation)
    {
        var content = new NamespaceContent();
        // Asked anew each time: a resource that appeared since may hold objects here.
        var discovery = await client.Discovery.GetPreferredResourcesAsync(cancellation);
        content.UndiscoveredGroups.AddRange(discovery.Failed);
        var resources = discovery.Resources.Where(r => r.Namespaced && r.HasVerb("list") && r.HasVerb("delete"));
        await System.Threading.Tasks.Parallel.ForEachAsync(resources,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellation },
            async (resource, token) => await EmptyAsync(resource, ns, content, token));
        return content;
    }

    private async Task EmptyAsync(ResourceType resource, string ns, NamespaceContent content, CancellationToken cancellation)
    {
        var objects = client.Resource<PartialObjectMetadata>(resource);
        try
        {
            if ((await objects.ListAsync(ns, new ListOptions { Limit = 1 }, cancellation)).Items.Count == 0) return;
            await DeleteAllAsync(objects, ns, cancellation);
            Count(resource, await ListAllAsync(objects, ns, cancellation), content);
        }
        catch (KubeApiException e) when (e.IsNotFound || e.IsMethodNotAllowed)
        {
            // Served no longer: then it holds nothing.
        }
        catch (KubeApiException e)
        {
            lock (content) content.Failures.Add($"failed to delete {NamespaceContent.Name(resource)}: {e.Message}");
        }
    }

    private static async Task DeleteAllAsync(ResourceClient<PartialObjectMetadata> objects, string ns, CancellationToken cancellation)
    {
        var options = new DeleteOptions { PropagationPolicy = DeletionPropagation.Background };
        if (objects.Resource.HasVerb("deletecollection"))
        {
            await objects.DeleteCollectionAsync(ns, options, null, cancellation);
            return;
        }
        foreach (var obj in await ListAllAsync(objects, ns, cancellation))
        {
            try
            {
                await objects.DeleteAsync(ns, obj.Metadata.Name, options, cancellation);
            }
            catch (KubeApiException e) when (e.IsNotFound)
            {
                // Gone already, as wanted.
            }
        }
    }

    private static async Task<List<PartialObjectMetadata>> ListAllAsync(
        ResourceClient<PartialObjectMetadata> objects, string ns, CancellationToken cancellation)
    {
        var all = new List<PartialObjectMetadata>();
        var options = new ListOptions { Limit = 500 };
        do
        {
            var page = await objects.ListAsync(ns, options, cancellation);
            all.AddRange(page.Items);
            options.Continue = page.Continue;
        }
        while (options.Continue.Length > 0);
        return all;
    }

    private static void Count(ResourceType resource, List<PartialObjectMetadata> remaining, NamespaceContent content)
    {
        if (remaining.Count == 0) return;
        lock (content)
        {
            content.Remaining[NamespaceContent.Name(resource)] = remaining.Count;
            foreach (string finalizer in remaining.SelectMany(o => o.Metadata.Finalizers ?? []))
                content.Finalizers[finalizer] = content.Finalizers.GetValueOrDefault(finalizer) + 1;
            if (resource is { Plural: "pods", Group: "" })
                content.GraceSeconds = remaining.Max(p => p.Metadata.DeletionGracePeriodSeconds ?? 0);
        }
    }
}
