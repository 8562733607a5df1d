using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Api.Validation;
using Netes.ApiServer.Admission;
using Netes.ApiServer.Http;
using Netes.ApiServer.Strategies;
using Netes.Storage.Caching;

namespace Netes.ApiServer.Resources;

/// <summary>
/// Creates and updates objects. This is the one place where admission, strategy and store meet.
/// <code>
/// create  (1) admission  (2) system fields, name  (3) hook  (4) strategy, rules  (5) admission  (6) store
/// update  (1) current state  (2) the change  (3) preconditions  (4) admission  (5) hook  (6) strategy, rules  (7) admission
///         (8) nothing changed? done  (9) store, or again from (2) with the state that was in the way
/// </code>
/// </summary>
internal sealed class ObjectWriter(AdmissionChain admission, IReadOnlyDictionary<(string Group, string Resource), IWriteHook> hooks)
{
    private const int NameAttempts = 8;

    /// <summary>Creates an object that was decoded and defaulted.</summary>
    public async ValueTask<StoredObject> CreateAsync(ApiRequest request, ResourceStore store, IApiObject obj, bool dryRun)
    {
        ResourceDefinition resource = store.Definition;
        Strategy strategy = resource.Strategy;
        ObjectMeta meta = obj.Metadata;
        meta.ManagedFields = null;
        bool generate = meta.Name.Length == 0 && meta.GenerateName.Length > 0;

        var admitted = new AdmissionRequest(resource, request.Info.Subresource, AdmissionOperation.Create, request.Namespace, meta.Name, obj, null,
            request.User, dryRun, request.Warn);
        await admission.MutateAsync(admitted, request.Cancellation);                        // (1)

        meta.ResourceVersion = "";
        meta.SelfLink = "";
        meta.Uid = Guid.NewGuid().ToString();
        meta.CreationTimestamp = request.Now;
        meta.DeletionTimestamp = null;
        meta.DeletionGracePeriodSeconds = null;
        if (strategy.HasGeneration) meta.Generation = 1;
        for (int attempt = 1; ; attempt++)
        {
            if (generate) meta.Name = NameGenerator.Generate(meta.GenerateName);            // (2)
            using IWriteReservation reservation = await BeginAsync(resource, obj, null, dryRun, request.Cancellation);   // (3)
            if (attempt == 1)
            {
                strategy.PrepareForCreate(obj, request.StrategyContext);                    // (4)
                var errors = new ErrorList();
                ObjectMetaRules.Validate(errors, meta, resource.Type.Namespaced, strategy.NameRule, strategy.ChecksFinalizers);
                errors.AddRange(strategy.Validate(obj));
                if (errors.Count > 0) throw errors.ToException(resource.Group, resource.Kind, meta.Name);
                foreach (string warning in strategy.WarningsOnCreate(obj)) request.Warn(warning);
                strategy.Canonicalize(obj);
                await admission.ValidateAsync(admitted, request.Cancellation);              // (5)
            }

            byte[] json = ObjectCodec.Encode(obj);
            string key = resource.Key(meta.Namespace, meta.Name);
            if (dryRun)
            {
                if (await store.GetAsync(meta.Namespace, meta.Name, request.Cancellation) is null) return new StoredObject(json, 0);
            }
            else if (await store.CreateAsync(key, json, request.Cancellation) is { } stored)   // (6)
            {
                reservation.Commit();
                return stored;
            }
            if (!generate) throw ApiErrors.AlreadyExists(resource.Group, resource.Plural, meta.Name);
            if (attempt == NameAttempts) throw ApiErrors.GeneratedNameTaken(resource.Group, resource.Plural, meta.Name);
        }
    }

    /// <summary>Changes an object, again and again until nobody is in the way.</summary>
    /// <returns>What is stored now and whether it was created.</returns>
    public async ValueTask<(StoredObject Stored, bool Created)> UpdateAsync(ApiRequest request, ResourceStore store, UpdatePlan plan)
    {
        ResourceDefinition resource = store.Definition;
        string name = plan.Name ?? request.Name;
        ResourceItem? current = await store.GetAsync(request.Namespace, name, request.Cancellation);     // (1)
        while (true)
        {
            if (current is null)
            {
                if (plan.CreateIfMissing is null) throw ApiErrors.NotFound(resource.Group, resource.Plural, name);
                return (await CreateAsync(request, store, plan.CreateIfMissing(), plan.DryRun), true);
            }
            IApiObject old = current.Decode();
            IApiObject obj = plan.Change(current, old);                                      // (2)
            CheckPreconditions(request, resource, current, obj, old);       // (3)
            obj.Metadata.ManagedFields = null;
            obj.Metadata.SelfLink = "";

            var admitted = new AdmissionRequest(resource, plan.Subresource, AdmissionOperation.Update, request.Namespace, request.Name, obj, old,
                request.User, plan.DryRun, request.Warn);
            await admission.MutateAsync(admitted, request.Cancellation);                    // (4)
            using IWriteReservation reservation = await BeginAsync(resource, obj, old, plan.DryRun, request.Cancellation);   // (5)
            obj = Apply(request, resource.Strategy, plan, obj, old);                        // (6)
            Validate(request, resource, plan, obj, old);
            await admission.ValidateAsync(admitted with { Object = obj }, request.Cancellation);    // (7)

            obj.Metadata.ResourceVersion = "";
            byte[] json = ObjectCodec.Encode(obj);
            if (IsUnchanged(current, json)) return (new StoredObject(current.Json, current.Revision), false);    // (8)
            if (plan.DryRun) return (new StoredObject(ResourceVersionSplice.Insert(json, current.Revision), current.Revision), false);

            if (MayGoNow(obj.Metadata, old.Metadata) && !resource.Strategy.HoldDeletion(obj, request.Now))
            {
                (bool gone, ResourceItem? inTheWay, _) = await store.DeleteAsync(current, request.Cancellation);
                if (!gone)
                {
                    current = inTheWay;
                    continue;
                }
                await DeletedAsync(resource, obj, request.Cancellation);
                obj.Metadata.ResourceVersion = old.Metadata.ResourceVersion;
                return (new StoredObject(ObjectCodec.Encode(obj), 0), false);
            }
            (StoredObject? stored, ResourceItem? other) = await store.UpdateAsync(current, json, request.Cancellation);   // (9)
            if (stored is { } done)
            {
                reservation.Commit();
                return (done, false);
            }
            current = other;
        }
    }

    /// <summary>Tells the resource's hook that an object is gone.</summary>
    public ValueTask DeletedAsync(ResourceDefinition resource, IApiObject obj, CancellationToken cancellationToken) =>
        hooks.TryGetValue((resource.Group, resource.Plural), out IWriteHook? hook) ? hook.DeletedAsync(obj, cancellationToken) : default;

    private ValueTask<IWriteReservation> BeginAsync(ResourceDefinition resource, IApiObject obj, IApiObject? old, bool dryRun,
        CancellationToken cancellationToken) =>
        hooks.TryGetValue((resource.Group, resource.Plural), out IWriteHook? hook)
            ? hook.BeginAsync(obj, old, dryRun, cancellationToken) : ValueTask.FromResult<IWriteReservation>(NoReservation.Instance);

    private static void CheckPreconditions(ApiRequest request, ResourceDefinition resource, ResourceItem current, IApiObject obj, IApiObject old)
    {
        ObjectMeta meta = obj.Metadata;
        if (meta.Uid.Length > 0 && meta.Uid != old.Metadata.Uid)
            throw ApiErrors.Conflict(resource.Group, resource.Plural, request.Name,
                $"StorageError: invalid object, Code: 4, Key: {current.Key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: "
                + $"UID in precondition: {meta.Uid}, UID in object meta: {old.Metadata.Uid}");
        if (meta.ResourceVersion is "" or "0")
        {
            if (!resource.Strategy.AllowUnconditionalUpdate)
            {
                var errors = new ErrorList { FieldError.Invalid(FieldPath.Of("metadata", "resourceVersion"), 0, "must be specified for an update") };
                throw errors.ToException(resource.Group, resource.Plural, request.Name);
            }
            return;
        }
        if (!ulong.TryParse(meta.ResourceVersion, System.Globalization.NumberStyles.None, null, out ulong version))
            throw ApiErrors.Plain($"strconv.ParseUint: parsing {GoValue.Quote(meta.ResourceVersion)}: invalid syntax");
        if (version != (ulong)current.Revision) throw ApiErrors.Modified(resource.Group, resource.Plural, request.Name);
    }

    private static IApiObject Apply(ApiRequest request, Strategy strategy, UpdatePlan plan, IApiObject obj, IApiObject old)
    {
        obj.Metadata.Generation = old.Metadata.Generation;
        if (plan.IsOwnChange) return obj;
        if (plan.Subresource == "status") return strategy.PrepareForStatusUpdate(obj, old, request.StrategyContext);
        strategy.PrepareForUpdate(obj, old, request.StrategyContext);
        if (strategy.HasGeneration && strategy.DesiredStateChanged(obj, old)) obj.Metadata.Generation = old.Metadata.Generation + 1;
        return obj;
    }

    private static void Validate(ApiRequest request, ResourceDefinition resource, UpdatePlan plan, IApiObject obj, IApiObject old)
    {
        var errors = new ErrorList();
        ObjectMetaRules.ValidateUpdate(errors, obj.Metadata, old.Metadata, resource.Strategy.ChecksFinalizers);
        if (!plan.IsOwnChange) errors.AddRange(plan.Subresource == "status"
            ? resource.Strategy.ValidateStatusUpdate(obj, old) : resource.Strategy.ValidateUpdate(obj, old));
        if (errors.Count > 0) throw errors.ToException(resource.Group, resource.Kind, obj.Metadata.Name);
        if (plan.Subresource != "status" && !plan.IsOwnChange)
        {
            foreach (string warning in resource.Strategy.WarningsOnUpdate(obj, old)) request.Warn(warning);
        }
        resource.Strategy.Canonicalize(obj);
    }

    /// <summary>An object that waited for its last finalizer goes with the update that removes it.</summary>
    private static bool MayGoNow(ObjectMeta meta, ObjectMeta old) =>
        old.DeletionTimestamp is not null && meta.Finalizers is null or { Count: 0 } && old.Finalizers is { Count: > 0 }
        && meta.DeletionGracePeriodSeconds is null or 0;

    private static bool IsUnchanged(ResourceItem current, byte[] json)
    {
        const int LongestSplice = 64;
        int grown = current.Json.Length - json.Length;
        return grown is > 0 and < LongestSplice && current.Json.Span.SequenceEqual(ResourceVersionSplice.Insert(json, current.Revision));
    }
}

/// <summary>What an update is to do.</summary>
/// <param name="Change">Makes the new object from the current item and its decoded form, neither of which it may change.</param>
internal sealed record UpdatePlan(Func<ResourceItem, IApiObject, IApiObject> Change)
{
    /// <summary>"" or "status" decide which of the strategy's steps run; others run as "".</summary>
    public string Subresource { get; init; } = "";
    public bool DryRun { get; init; }

    /// <summary>The server itself makes the change, not the client's object: the strategy's steps, which guard spec and status
    /// from clients, are left out. A binding is such a change.</summary>
    public bool IsOwnChange { get; init; }

    /// <summary>For PUT of kinds that allow it: makes the object when there is none.</summary>
    public Func<IApiObject>? CreateIfMissing { get; init; }

    /// <summary>The object's name where the path doesn't say it.</summary>
    public string? Name { get; init; }
}
