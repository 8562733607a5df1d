using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Api.Validation;
using Netes.ApiServer.Admission;
using Netes.ApiServer.Http;
using Netes.ApiServer.Strategies;
using Netes.Storage;

namespace Netes.ApiServer.Resources;

/// <summary>
/// Deletes objects: at once, or first marked with a deletionTimestamp while finalizers or a grace period hold them
/// (https://kubernetes.io/docs/concepts/architecture/garbage-collection/).
/// </summary>
internal sealed class ObjectDeleter(AdmissionChain admission, ObjectWriter writer)
{
    private const string Orphan = "orphan";
    private const string Foreground = "foregroundDeletion";

    /// <param name="name">The object's name (of a collection's member, when one is deleted).</param>
    /// <returns>The object as it is now or was last, and whether it is gone.</returns>
    public async ValueTask<(IApiObject Object, bool Gone)> DeleteAsync(ApiRequest request, ResourceStore store, string ns, string name, DeleteOptions options)
    {
        ResourceDefinition resource = store.Definition;
        bool dryRun = options.DryRun is { Count: > 0 };
        ResourceItem? current = await store.GetAsync(ns, name, request.Cancellation) ?? throw request.NotFound(name);
        await admission.ValidateAsync(new AdmissionRequest(resource, request.Info.Subresource, AdmissionOperation.Delete, ns, name, null, current.Decode(),
            request.User, dryRun, request.Warn), request.Cancellation);
        bool marked = false;
        while (true)
        {
            IApiObject obj = current.Decode();
            if (!marked && resource.Strategy.HoldsDeletion) CheckOwnPreconditions(resource, name, obj.Metadata, options.Preconditions);
            else if (!marked) CheckPreconditions(resource, name, obj.Metadata, options.Preconditions);
            bool terminating = obj.Metadata.DeletionTimestamp is not null;
            DeletionStep step;
            if (resource.Strategy.HoldDeletion(obj, request.Now))
            {
                if (terminating) throw StillTerminating(resource, name);
                obj.Metadata.DeletionTimestamp = request.Now;
                step = DeletionStep.Mark;
            }
            else
            {
                step = Plan(resource.Strategy, obj, options, request.Now);
            }
            if (step == DeletionStep.Nothing) return (obj, false);
            if (dryRun) return (obj, step != DeletionStep.Mark);
            if (step is DeletionStep.Mark or DeletionStep.MarkThenRemove)
            {
                obj.Metadata.ResourceVersion = "";
                byte[] json = ObjectCodec.Encode(obj);
                (StoredObject? stored, ResourceItem? other) = await store.UpdateAsync(current, json, request.Cancellation);
                if (stored is { } done)
                {
                    if (step == DeletionStep.Mark) return (resource.Decode(done.Json), false);
                    marked = true;
                    current = resource.Item(new KeyValue { Key = current.Key, Value = json, ModRevision = done.Revision });
                }
                else
                {
                    current = other;
                }
            }
            else
            {
                (bool gone, ResourceItem? inTheWay, _) = await store.DeleteAsync(current, request.Cancellation);
                if (gone)
                {
                    await writer.DeletedAsync(resource, obj, request.Cancellation);
                    return (obj, true);
                }
                current = inTheWay;
            }
            if (current is null) throw request.NotFound(name);
        }
    }

    private static ApiException StillTerminating(ResourceDefinition resource, string name) => ApiErrors.Conflict(resource.Group, resource.Plural, name,
        "The system is ensuring all content is removed from this namespace.  Upon completion, this namespace will automatically be purged by the system.");

    private enum DeletionStep
    {
        Nothing,
        Mark,

        /// <summary>Watchers see the mark before the object goes, as they do when a kubelet ends a grace period.</summary>
        MarkThenRemove,
        Remove,
    }

    /// <summary>Marks the object as far as the options ask and says what to do with it.</summary>
    private static DeletionStep Plan(Strategy strategy, IApiObject obj, DeleteOptions options, DateTime now)
    {
        ObjectMeta meta = obj.Metadata;
        bool marked = SetFinalizers(meta, options, strategy.OrphansByDefault);
        long? period = strategy.GracePeriod(obj, options);
        long grace = period ?? 0;
        if (meta.DeletionTimestamp is not null)
        {
            // A second request may only shorten the time.
            long pending = meta.DeletionGracePeriodSeconds ?? 0;
            if (grace > 0 && grace >= pending || grace > 0 && pending == 0) return marked ? DeletionStep.Mark : DeletionStep.Nothing;
            if (grace > 0)
            {
                DateTime shortened = meta.DeletionTimestamp.Value.AddSeconds(grace - pending);
                meta.DeletionTimestamp = shortened < now ? now : shortened;
                meta.DeletionGracePeriodSeconds = grace;
                return DeletionStep.Mark;
            }
            if (meta.Finalizers is { Count: > 0 })
            {
                if (pending == 0) return marked ? DeletionStep.Mark : DeletionStep.Nothing;
                meta.DeletionGracePeriodSeconds = 0;
                meta.DeletionTimestamp = now;
                return DeletionStep.Mark;
            }
            if (period is null || pending == 0) return DeletionStep.Remove;
            meta.DeletionGracePeriodSeconds = 0;
            meta.DeletionTimestamp = now;
            return DeletionStep.MarkThenRemove;
        }
        bool held = meta.Finalizers is { Count: > 0 };
        if (grace > 0 || held)
        {
            meta.DeletionTimestamp = now.AddSeconds(grace);
            meta.DeletionGracePeriodSeconds = grace;
            if (meta.Generation > 0) meta.Generation++;
            return DeletionStep.Mark;
        }
        if (period is not null)
        {
            meta.DeletionTimestamp = now;
            meta.DeletionGracePeriodSeconds = 0;
            if (meta.Generation > 0) meta.Generation++;
            return DeletionStep.MarkThenRemove;
        }
        return DeletionStep.Remove;
    }

    /// <summary>Puts the garbage collector's finalizers there that the propagation policy asks for.</summary>
    private static bool SetFinalizers(ObjectMeta meta, DeleteOptions options, bool orphansByDefault)
    {
        bool hasOrphan = meta.Finalizers?.Contains(Orphan) == true, hasForeground = meta.Finalizers?.Contains(Foreground) == true;
        bool orphan, foreground;
        if (options.OrphanDependents is { } given) (orphan, foreground) = (given, false);
        else if (options.PropagationPolicy is { } policy) (orphan, foreground) = (policy == "Orphan", policy == "Foreground");
        else if (hasOrphan || hasForeground) (orphan, foreground) = (hasOrphan, !hasOrphan);
        else (orphan, foreground) = (orphansByDefault, false);
        if (orphan == hasOrphan && foreground == hasForeground) return false;
        List<string> finalizers = [.. (meta.Finalizers ?? []).Where(f => f is not (Orphan or Foreground))];
        if (orphan) finalizers.Add(Orphan);
        if (foreground) finalizers.Add(Foreground);
        meta.Finalizers = finalizers.Count > 0 ? finalizers : null;
        return true;
    }

    private static void CheckOwnPreconditions(ResourceDefinition resource, string name, ObjectMeta meta, Preconditions? preconditions)
    {
        if (preconditions?.Uid is { } uid && uid != meta.Uid)
            throw ApiErrors.Conflict(resource.Group, resource.Plural, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {meta.Uid}");
        if (preconditions?.ResourceVersion is { } version && version != meta.ResourceVersion)
            throw ApiErrors.Conflict(resource.Group, resource.Plural, name,
                $"Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {meta.ResourceVersion}");
    }

    private static void CheckPreconditions(ResourceDefinition resource, string name, ObjectMeta meta, Preconditions? preconditions)
    {
        if (preconditions?.Uid is { } uid && uid != meta.Uid)
            throw ApiErrors.Conflict(resource.Group, resource.Kind, name,
                $"the UID in the precondition ({uid}) does not match the UID in record ({meta.Uid}). The object might have been deleted and then recreated");
        if (preconditions?.ResourceVersion is { } version && version != meta.ResourceVersion)
            throw ApiErrors.Conflict(resource.Group, resource.Kind, name,
                $"the ResourceVersion in the precondition ({version}) does not match the ResourceVersion in record ({meta.ResourceVersion}). The object might have been modified");
    }

    /// <summary>DeleteOptions from the body, or from the query when there is no body.</summary>
    /// <exception cref="ApiException">400, 415 or 422.</exception>
    public static async ValueTask<DeleteOptions> ReadOptionsAsync(ApiRequest request)
    {
        byte[] body = await RequestBody.ReadAsync(request.Http.Request, request.Cancellation);
        DeleteOptions options;
        if (body.Length > 0)
        {
            options = RequestBody.DecodeDeleteOptions(body, RequestBody.Format(request.Http.Request));
        }
        else
        {
            options = new DeleteOptions
            {
                GracePeriodSeconds = request.Query("gracePeriodSeconds") is { Length: > 0 } grace ? QueryValues.ParseInt64(grace) : null,
                PropagationPolicy = request.Query("propagationPolicy") is { Length: > 0 } policy ? policy : null,
                OrphanDependents = request.Query("orphanDependents") is { } orphan ? QueryValues.IsTrue(orphan) : null,
            };
            if (request.Http.Request.Query.TryGetValue("dryRun", out var dryRun)) options.DryRun = [.. dryRun.Select(v => v ?? "")];
        }
        var errors = new ErrorList();
        if (options is { OrphanDependents: not null, PropagationPolicy: not null })
            errors.Add(FieldError.Invalid(FieldPath.Of("propagationPolicy"), options.PropagationPolicy, "orphanDependents and deletionPropagation cannot be both set"));
        if (options.PropagationPolicy is not (null or "Foreground" or "Background" or "Orphan"))
            errors.Add(FieldError.NotSupported(FieldPath.Of("propagationPolicy"), options.PropagationPolicy, "Foreground", "Background", "Orphan", "nil"));
        WriteOptions.AddDryRunErrors(errors, options.DryRun ?? []);
        return errors.Count > 0 ? throw errors.ToException("meta.k8s.io", "DeleteOptions", "") : options;
    }
}
