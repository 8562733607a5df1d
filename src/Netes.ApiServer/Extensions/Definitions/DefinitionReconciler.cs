using Microsoft.Extensions.Logging;
using Netes.Api.ApiExtensionsV1;
using Netes.ApiServer.Extensions.CustomResources;
using Netes.ApiServer.Http;
using Netes.ApiServer.Resources;
using Netes.Storage;
using Netes.Storage.Caching;
using Type = Netes.Api.ApiExtensionsV1.CustomResourceDefinitionConditionType;

namespace Netes.ApiServer.Extensions.Definitions;

/// <summary>
/// Follows the CustomResourceDefinitions: accepts their names, serves what is established, publishes it, and deletes the objects
/// of definitions that go. It alone changes what custom resources are served.
/// </summary>
internal sealed partial class DefinitionReconciler(
    ResourceRegistry registry, ObjectWriter writer, ObjectDeleter deleter, PublishedApi published, TimeProvider time, ILogger<DefinitionReconciler> logger) : IAsyncDisposable
{
    /// <summary>How long requests under way may still use a store that nobody is led to any more.</summary>
    private static readonly TimeSpan RetireAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ResourceStore definitions = registry.Get("apiextensions.k8s.io", "v1", "customresourcedefinitions");
    private readonly Dictionary<string, CustomResourceDefinition> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ServedDefinition> served = new(StringComparer.Ordinal);
    private readonly HashSet<string> finalizing = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> background = [];
    private Task running = Task.CompletedTask;

    /// <summary>Serves what is established already, then follows what changes.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        long revision = await ReadAsync(cancellationToken);
        Serve();
        running = FollowAsync(revision);
    }

    /// <summary>Takes up all definitions as they are.</summary>
    private async ValueTask<long> ReadAsync(CancellationToken cancellation)
    {
        CacheSnapshot<ResourceItem> now = await definitions.Cache.LatestAsync(cancellation);
        known.Clear();
        foreach (ResourceItem item in now.Range(KeyRange.Prefix(definitions.Definition.KeyPrefix))) Take((CustomResourceDefinition)item.Decode());
        return now.Revision;
    }

    private async Task FollowAsync(long revision)
    {
        CancellationToken cancellation = stopping.Token;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                // What is there at the start is looked at as if it had just changed.
                var changed = new HashSet<string>(known.Keys, StringComparer.Ordinal);
                await ReconcileAsync(changed, cancellation);
                using CacheWatch<ResourceItem> watch = await definitions.Cache.WatchAsync(
                    new CacheWatchRequest<ResourceItem> { Scope = definitions.Definition.KeyPrefix, Start = CacheWatchStart.Events, Revision = revision }, cancellation);
                while (await watch.WaitToReadAsync(cancellation))
                {
                    changed.Clear();
                    while (watch.TryRead(out CacheEvent<ResourceItem>? next))
                    {
                        if (next.Item is null) continue;
                        var definition = (CustomResourceDefinition)next.Item.Decode();
                        if (next.Type == CacheEventType.Deleted) known.Remove(definition.Metadata.Name);
                        else Take(definition);
                        changed.Add(definition.Metadata.Name);
                    }
                    await ReconcileAsync(changed, cancellation);
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is StoreException or ApiException)
            {
                Log.Failed(logger, e);
                await Task.Delay(RetryAfter, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            // The watch ended or failed: what was missed is read anew.
            if (!cancellation.IsCancellationRequested) revision = await ReadAsync(cancellation);
        }
    }

    private void Take(CustomResourceDefinition definition) => known[definition.Metadata.Name] = definition;

    private async ValueTask ReconcileAsync(HashSet<string> changed, CancellationToken cancellation)
    {
        // A name that was given up may be what another definition of the group waits for.
        string[] groups = [.. changed.Select(n => n[(n.IndexOf('.') + 1)..]).Distinct()];
        CustomResourceDefinition[] concerned = [.. known.Values.Where(d => groups.Contains(d.Spec.Group)).OrderBy(d => d.Metadata.CreationTimestamp).ThenBy(d => d.Metadata.Name, StringComparer.Ordinal)];
        DateTime now = time.GetUtcNow().UtcDateTime;
        now = new DateTime(now.Ticks - now.Ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc);
        var updates = new List<CustomResourceDefinition>();
        foreach (CustomResourceDefinition definition in concerned)
        {
            CustomResourceDefinition wanted = NameAcceptance.Apply(definition, known.Values.Where(d => d.Spec.Group == definition.Spec.Group), now);
            if (wanted.Status.DeepEquals(definition.Status)) continue;
            Take(wanted);
            updates.Add(wanted);
        }
        // Who sees that it is established may use it at once, so it is served before that is said.
        Serve();
        foreach (CustomResourceDefinition update in updates) await WriteStatusAsync(update, cancellation);
        foreach (CustomResourceDefinition definition in concerned)
        {
            if (definition.Metadata.DeletionTimestamp is null || definition.Metadata.Finalizers?.Contains(CustomResourceDefinitionStrategy.CleanupFinalizer) != true) continue;
            if (finalizing.Add(definition.Metadata.Uid)) background.Add(FinalizeAsync(known[definition.Metadata.Name]));
        }
        background.RemoveAll(static t => t.IsCompleted);
    }

    /// <summary>Brings the served stores in line with the known definitions.</summary>
    private void Serve()
    {
        var retired = new List<ServedDefinition>();
        bool changed = false;
        foreach (string name in served.Keys.Where(n => !known.TryGetValue(n, out var d) || !ServedDefinition.MayServe(d)).ToArray())
        {
            served.Remove(name, out ServedDefinition? gone);
            retired.Add(gone!);
            changed = true;
        }
        foreach (var (name, definition) in known)
        {
            if (!ServedDefinition.MayServe(definition)) continue;
            served.TryGetValue(name, out ServedDefinition? current);
            if (current is not null && current.Fits(definition))
            {
                current.State.IsTerminating = DefinitionConditions.IsTrue(definition, Type.Terminating);
                continue;
            }
            if (current is not null) retired.Add(current);
            served[name] = ServedDefinition.Create(registry, definition);
            changed = true;
        }
        if (!changed) return;
        registry.Serve(served.Values.SelectMany(s => s.Stores));
        published.Publish([.. served.Values.SelectMany(s => s.Stores).Select(s => s.Definition.Custom!)]);
        foreach (ServedDefinition old in retired) background.Add(RetireAsync(old));
    }

    private async Task RetireAsync(ServedDefinition old)
    {
        await Task.Delay(RetireAfter, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (ResourceStore store in old.Stores) await store.DisposeAsync();
    }

    private async ValueTask WriteStatusAsync(CustomResourceDefinition definition, CancellationToken cancellation)
    {
        ApiRequest request = InternalRequest.For(definitions, "update", "", definition.Metadata.Name, "status", time, cancellation);
        try
        {
            await writer.UpdateAsync(request, definitions, new UpdatePlan((_, _) => definition.Clone()) { Subresource = "status" });
        }
        catch (ApiException e) when (e.Failure.Code is 404 or 409)
        {
            // Somebody changed or removed it: the event of that is on its way.
        }
    }

    /// <summary>Deletes the objects of a definition, waits until the last is gone, and lets the definition go.</summary>
    private async Task FinalizeAsync(CustomResourceDefinition definition)
    {
        CancellationToken cancellation = stopping.Token;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await TryFinalizeAsync(definition, cancellation);
                return;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;     // the next start goes on with it
            }
            catch (Exception e) when (e is ApiException or StoreException)
            {
                Log.FinalizeFailed(logger, definition.Metadata.Name, e);
                await Task.Delay(RetryAfter, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async ValueTask TryFinalizeAsync(CustomResourceDefinition definition, CancellationToken cancellation)
    {
        string name = definition.Metadata.Name;
        await ChangeAsync(name, d => SetTerminating(d, true, "InstanceDeletionInProgress", "CustomResource deletion is in progress"), cancellation);
        bool wasEstablished = DefinitionConditions.IsTrue(definition, Type.Established);
        if (wasEstablished) await DeleteObjectsAsync(definition, cancellation);
        await ChangeAsync(name, d =>
        {
            if (wasEstablished) SetTerminating(d, false, "InstanceDeletionCompleted", "removed all instances");
            else SetTerminating(d, false, "NeverEstablished", "resource was never established");
            d.Metadata.Finalizers?.Remove(CustomResourceDefinitionStrategy.CleanupFinalizer);
        }, cancellation);
    }

    private void SetTerminating(CustomResourceDefinition definition, bool status, string reason, string message)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        DefinitionConditions.Set(definition, Type.Terminating, status, reason, message, new DateTime(now.Ticks - now.Ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc));
    }

    private async ValueTask ChangeAsync(string name, Action<CustomResourceDefinition> change, CancellationToken cancellation)
    {
        ApiRequest request = InternalRequest.For(definitions, "update", "", name, "status", time, cancellation);
        try
        {
            await writer.UpdateAsync(request, definitions, new UpdatePlan((_, old) =>
            {
                CustomResourceDefinition changed = ((CustomResourceDefinition)old).Clone();
                change(changed);
                return changed;
            })
            { Subresource = "status" });
        }
        catch (ApiException e) when (e.Failure.Code == 404)
        {
            // It is gone already.
        }
    }

    private async ValueTask DeleteObjectsAsync(CustomResourceDefinition definition, CancellationToken cancellation)
    {
        // A store of its own: the definition may serve no version, and what is served may change meanwhile.
        CustomResourceDefinitionVersion version = definition.Spec.Versions!.First(v => v.Storage);
        await using ResourceStore store = registry.CreateCustom(new CustomResource(definition, version, new CustomResourceState()), $"{definition.Spec.Group}/{version.Name}");
        string prefix = store.Definition.KeyPrefix;
        while (true)
        {
            CacheSnapshot<ResourceItem> now = await store.Cache.LatestAsync(cancellation);
            foreach (ResourceItem item in now.Range(KeyRange.Prefix(prefix)))
            {
                ApiRequest request = InternalRequest.For(store, "delete", item.Namespace, item.Name, "", time, cancellation);
                try
                {
                    await deleter.DeleteAsync(request, store, item.Namespace, item.Name, new Netes.Api.MetaV1.DeleteOptions());
                }
                catch (ApiException e) when (e.Failure.Code == 404)
                {
                    // Somebody else was faster.
                }
            }
            if ((await store.Cache.LatestAsync(cancellation)).Count(KeyRange.Prefix(prefix)) == 0) return;
            using CacheWatch<ResourceItem> watch = await store.Cache.WatchAsync(
                new CacheWatchRequest<ResourceItem> { Scope = prefix, Start = CacheWatchStart.State, Revision = CacheWatchRequest<ResourceItem>.Latest }, cancellation);
            int left = 0;
            bool ended = true;
            while (await watch.WaitToReadAsync(cancellation))
            {
                while (watch.TryRead(out CacheEvent<ResourceItem>? next))
                    left += next.Type switch { CacheEventType.Added => 1, CacheEventType.Deleted => -1, _ => 0 };
                if (left > 0) continue;
                ended = false;
                break;
            }
            if (!ended) return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (Task task in background.ToArray()) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "following CustomResourceDefinitions failed; going on in a second")]
        public static partial void Failed(ILogger logger, Exception exception);

        [LoggerMessage(LogLevel.Error, "deleting the objects of {Definition} failed")]
        public static partial void FinalizeFailed(ILogger logger, string definition, Exception exception);
    }
}
