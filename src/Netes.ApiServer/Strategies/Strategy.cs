using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Api.Validation;

namespace Netes.ApiServer.Strategies;

/// <summary>
/// All that is special about one kind on the server; the rest is the pipeline in Resources/, the same for every kind.
/// This is the untyped face that the pipeline calls; a kind derives from <see cref="Strategy{T}"/>.
/// </summary>
/// <remarks>
/// The pipeline calls a strategy in this order (upstream's rest.BeforeCreate and rest.BeforeUpdate):
/// <code>
/// create   decode → Default → admission → PrepareForCreate → Validate → Canonicalize → warnings → store
/// update   decode → Default → admission → PrepareForUpdate → ValidateUpdate → Canonicalize → warnings → store
/// status   decode → Default → admission → PrepareForStatusUpdate → ValidateStatusUpdate → store
/// read     bytes from the store; nothing is called
/// </code>
/// Strategies are pure and shared between requests: no I/O, no state. The old object is never changed. Metadata that is the
/// same for all kinds (name rules, uid, generation, timestamps, labels, owner references, finalizers) is the pipeline's.
/// </remarks>
public abstract class Strategy
{
    /// <summary>Whether PUT of a missing name creates it (Lease, Event, Endpoints …).</summary>
    public virtual bool AllowCreateOnUpdate => false;

    /// <summary>Whether PUT without metadata.resourceVersion overwrites whatever is stored.</summary>
    public virtual bool AllowUnconditionalUpdate => true;

    /// <summary>Whether the kind counts its desired states in metadata.generation: 1 at creation, plus one when
    /// <see cref="DesiredStateChanged"/>.</summary>
    public virtual bool HasGeneration => false;

    /// <summary>Whether DELETE answers with the object as it was, and not with a Status of success.</summary>
    public virtual bool ReturnsDeletedObject => false;

    /// <summary>Whether DELETE without a propagation policy orphans the dependents (Job, ReplicationController).</summary>
    public virtual bool OrphansByDefault => false;

    /// <summary>Whether deletion begins with the kind's own mark, and not with the generic steps (Namespace, CustomResourceDefinition).</summary>
    public virtual bool HoldsDeletion => false;

    /// <summary>Whether finalizers without a domain must be Kubernetes' own; definitions and what they define take any name.</summary>
    public virtual bool ChecksFinalizers => true;

    /// <summary>How names of this kind must look; most are DNS subdomains.</summary>
    public virtual NameRule NameRule => NameRule.DnsSubdomain;

    /// <summary>Field selectors beyond metadata.name and metadata.namespace, such as "spec.nodeName".</summary>
    public virtual IReadOnlyList<string> SelectableFields => [];

    /// <summary>The text for a field selector that the kind doesn't have.</summary>
    public virtual string UnknownSelectableField(string field) =>
        $"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"";

    /// <summary>Columns and cells for the Table form; null gives Name and Created At.</summary>
    public virtual ITablePrinter? Table => null;

    internal abstract string? SelectableField(IApiObject obj, string field);
    internal abstract void Default(IApiObject obj);
    internal abstract void PrepareForCreate(IApiObject obj, StrategyContext context);
    internal abstract ErrorList Validate(IApiObject obj);
    internal abstract void PrepareForUpdate(IApiObject obj, IApiObject old, StrategyContext context);
    internal abstract ErrorList ValidateUpdate(IApiObject obj, IApiObject old);
    internal abstract IApiObject PrepareForStatusUpdate(IApiObject obj, IApiObject old, StrategyContext context);
    internal abstract ErrorList ValidateStatusUpdate(IApiObject obj, IApiObject old);
    internal abstract bool DesiredStateChanged(IApiObject obj, IApiObject old);
    internal abstract void Canonicalize(IApiObject obj);
    internal abstract IEnumerable<string> WarningsOnCreate(IApiObject obj);
    internal abstract IEnumerable<string> WarningsOnUpdate(IApiObject obj, IApiObject old);
    internal abstract long? GracePeriod(IApiObject obj, DeleteOptions options);
    internal abstract bool HoldDeletion(IApiObject obj, DateTime now);
}

/// <summary>What strategies may know of a request.</summary>
/// <param name="Now">The server's time, UTC, whole seconds.</param>
/// <param name="UserName">Who asks.</param>
/// <param name="Subresource">"" for the object itself, otherwise "status", "scale", "ephemeralcontainers" …</param>
public readonly record struct StrategyContext(DateTime Now, string UserName, string Subresource);

/// <summary>How an object's name must look.</summary>
public enum NameRule
{
    /// <summary>RFC 1123 subdomain, at most 253 characters: the usual.</summary>
    DnsSubdomain,
    /// <summary>RFC 1123 label, at most 63 characters: Namespace.</summary>
    DnsLabel,
    /// <summary>RFC 1035 label, at most 63 characters, starting with a letter: Service.</summary>
    Dns1035Label,
    /// <summary>Anything that fits into one path segment: RBAC, Event-like kinds.</summary>
    PathSegment,
}

/// <summary>A kind's strategy. Override what is special; every method has the generic answer.</summary>
public class Strategy<T> : Strategy where T : class, IApiObject
{
    /// <summary>Fills defaults that the schema's default table can't say (it ran already). Also runs on the result of a patch.</summary>
    public virtual void Default(T obj) { }

    /// <summary>Clears or sets what a creator may not choose (upstream: drop status, set initial phase).</summary>
    public virtual void PrepareForCreate(T obj, StrategyContext context) { }

    /// <summary>Every rule of a new object of this kind (metadata was checked already).</summary>
    public virtual ErrorList Validate(T obj) => [];

    /// <summary>Puts back from <paramref name="old"/> what an ordinary update may not touch, normally status.</summary>
    public virtual void PrepareForUpdate(T obj, T old, StrategyContext context) { }

    /// <summary>The rules of an update, those of a new object included.</summary>
    public virtual ErrorList ValidateUpdate(T obj, T old) => Validate(obj);

    /// <summary>
    /// What a write to /status stores: usually <paramref name="obj"/> with its spec put back from <paramref name="old"/>.
    /// The generic answer takes all but metadata and status from the old object, by way of JSON; kinds whose status is
    /// written often override it.
    /// </summary>
    public virtual T PrepareForStatusUpdate(T obj, T old, StrategyContext context) => (T)StatusSplice.KeepAllButStatus(obj, old);

    public virtual ErrorList ValidateStatusUpdate(T obj, T old) => [];

    /// <summary>Whether metadata.generation must grow. Asked only if <see cref="Strategy.HasGeneration"/>.</summary>
    public virtual bool DesiredStateChanged(T obj, T old) => StatusSplice.SpecDiffers(obj, old);

    /// <summary>Brings equivalent ways to write an object into one form, after validation.</summary>
    public virtual void Canonicalize(T obj) { }

    /// <summary>Texts for Warning headers.</summary>
    public virtual IEnumerable<string> WarningsOnCreate(T obj) => [];

    /// <inheritdoc cref="WarningsOnCreate(T)"/>
    public virtual IEnumerable<string> WarningsOnUpdate(T obj, T old) => [];

    /// <summary>The value of one of <see cref="Strategy.SelectableFields"/>; "" when it is not set.</summary>
    public virtual string SelectableField(T obj, string field) => "";

    /// <summary>
    /// For kinds that are deleted gracefully (Pod): the seconds between deletionTimestamp being set and the object going away.
    /// Zero deletes at once, but the answer still shows the deletion's marks; null is for kinds that know no grace.
    /// </summary>
    public virtual long? GracePeriod(T obj, DeleteOptions options) => null;

    /// <summary>
    /// For kinds that something beyond metadata.finalizers keeps alive while they are deleted (Namespace): says whether it
    /// still does, and marks the status as terminating.
    /// </summary>
    public virtual bool HoldDeletion(T obj, DateTime now) => false;

    internal sealed override bool HoldDeletion(IApiObject obj, DateTime now) => HoldDeletion((T)obj, now);
    internal sealed override void Default(IApiObject obj) => Default((T)obj);
    internal sealed override void PrepareForCreate(IApiObject obj, StrategyContext context) => PrepareForCreate((T)obj, context);
    internal sealed override ErrorList Validate(IApiObject obj) => Validate((T)obj);
    internal sealed override void PrepareForUpdate(IApiObject obj, IApiObject old, StrategyContext context) =>
        PrepareForUpdate((T)obj, (T)old, context);
    internal sealed override ErrorList ValidateUpdate(IApiObject obj, IApiObject old) => ValidateUpdate((T)obj, (T)old);
    internal sealed override IApiObject PrepareForStatusUpdate(IApiObject obj, IApiObject old, StrategyContext context) =>
        PrepareForStatusUpdate((T)obj, (T)old, context);
    internal sealed override ErrorList ValidateStatusUpdate(IApiObject obj, IApiObject old) =>
        ValidateStatusUpdate((T)obj, (T)old);
    internal sealed override bool DesiredStateChanged(IApiObject obj, IApiObject old) => DesiredStateChanged((T)obj, (T)old);
    internal sealed override void Canonicalize(IApiObject obj) => Canonicalize((T)obj);
    internal sealed override IEnumerable<string> WarningsOnCreate(IApiObject obj) => WarningsOnCreate((T)obj);
    internal sealed override IEnumerable<string> WarningsOnUpdate(IApiObject obj, IApiObject old) =>
        WarningsOnUpdate((T)obj, (T)old);
    internal sealed override string? SelectableField(IApiObject obj, string field) =>
        SelectableFields.Contains(field) ? SelectableField((T)obj, field) : null;
    internal sealed override long? GracePeriod(IApiObject obj, DeleteOptions options) => GracePeriod((T)obj, options);
}
