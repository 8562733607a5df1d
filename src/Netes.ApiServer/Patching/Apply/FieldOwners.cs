using Netes.Api;
using Netes.Api.MetaV1;

namespace Netes.ApiServer.Patching.Apply;

/// <summary>Who owns which fields of one object: its managedFields while a write changes them.</summary>
internal sealed class FieldOwners
{
    /// <summary>How many managers may have entries of plain updates before the oldest are thrown together.</summary>
    public const int MaxUpdateManagers = 10;

    private const string AncientChanges = "ancient-changes";
    private const string FieldsType = "FieldsV1";

    private readonly List<Owner> _owners;

    private FieldOwners(List<Owner> owners) => _owners = owners;

    /// <summary>One manager's fields. They are read when they are first asked for.</summary>
    internal sealed class Owner(FieldManager manager, string apiVersion, DateTime? time, ManagedFieldsEntry? entry)
    {
        private FieldSet? _set;

        public FieldManager Manager { get; } = manager;
        public string ApiVersion { get; set; } = apiVersion;
        public DateTime? Time { get; set; } = time;

        public FieldSet Set
        {
            get => _set ??= Parse(entry!);
            set
            {
                if (_set is not null && ReferenceEquals(_set, value)) return;
                _set = value;
                entry = null;
            }
        }

        public ManagedFieldsEntry ToEntry() => new()
        {
            Manager = Manager.Name,
            Operation = Manager.Operation,
            ApiVersion = ApiVersion,
            Subresource = Manager.Subresource,
            Time = Time,
            FieldsType = FieldsType,
            FieldsV1 = entry?.FieldsV1 ?? new RawJson(Set.ToJson()),
        };
    }

    public IReadOnlyList<Owner> All => _owners;

    public bool IsEmpty => _owners.Count == 0;

    public static FieldOwners Nobody() => new([]);

    /// <summary>Reads entries.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="isStored">They were written by this server, so that their fields need not be read to know they are well formed.</param>
    /// <param name="error">Why they can't be read.</param>
    /// <returns>Null when one is malformed.</returns>
    public static FieldOwners? Read(IReadOnlyList<ManagedFieldsEntry>? entries, bool isStored, out string? error)
    {
        error = null;
        var owners = new List<Owner>(entries?.Count ?? 0);
        for (int i = 0; i < (entries?.Count ?? 0); i++)
        {
            ManagedFieldsEntry entry = entries![i];
            error = entry switch
            {
                { Operation: not (FieldManager.Apply or FieldManager.Update) } => "operation must be `Apply` or `Update`",
                { ApiVersion.Length: 0 } => "apiVersion must not be empty",
                { FieldsType: "" } => $"missing fieldsType in managed fields entry {i}",
                { FieldsType: not FieldsType } => $"invalid fieldsType {Api.Validation.GoValue.Quote(entry.FieldsType)} in managed fields entry {i}",
                _ => null,
            };
            if (error is not null) return null;
            var owner = new Owner(FieldManager.Of(entry), entry.ApiVersion, entry.Time, entry);
            try
            {
                if (!isStored) owner.Set = Parse(entry);
            }
            catch (FormatException e)
            {
                error = $"error decoding set: {e.Message}";
                return null;
            }
            // Of two entries of one manager the last counts.
            owners.RemoveAll(o => o.Manager == owner.Manager);
            owners.Add(owner);
        }
        return new FieldOwners(owners);
    }

    public Owner? Find(FieldManager manager) => _owners.Find(o => o.Manager == manager);

    /// <summary>Gives a manager fields.</summary>
    /// <param name="time">Null keeps what there is.</param>
    public void Set(FieldManager manager, string apiVersion, FieldSet set, DateTime? time)
    {
        Owner? owner = Find(manager);
        if (owner is null) _owners.Add(owner = new Owner(manager, apiVersion, time, null));
        owner.Set = set;
        owner.ApiVersion = apiVersion;
        owner.Time = time ?? owner.Time;
    }

    public void Remove(FieldManager manager) => _owners.RemoveAll(o => o.Manager == manager);

    public void RemoveEmpty(FieldManager? except = null) => _owners.RemoveAll(o => o.Manager != except && o.Set.IsEmpty);

    /// <summary>Objects that many clients update would otherwise grow without end.</summary>
    public void Cap()
    {
        if (_owners.Count <= MaxUpdateManagers) return;
        List<Owner> updates = [.. _owners.Where(o => o.Manager.Operation == FieldManager.Update)
            .OrderBy(o => Seconds(o.Time)).ThenBy(o => o.Manager.Name, StringComparer.Ordinal)
            .ThenBy(o => o.ApiVersion, StringComparer.Ordinal).ThenBy(o => o.Manager.Subresource, StringComparer.Ordinal)];
        int count = updates.Count;
        var first = new Dictionary<string, Owner>(StringComparer.Ordinal);
        foreach (Owner update in updates)
        {
            if (count <= MaxUpdateManagers) break;
            if (first.TryAdd(update.ApiVersion, update)) continue;
            var ancient = new FieldManager(AncientChanges, FieldManager.Update, update.ApiVersion, "");
            FieldSet thrown = update.Set;
            if (Find(ancient) is { } bucket) thrown = thrown.Union(bucket.Set);
            else
            {
                thrown = thrown.Union(first[update.ApiVersion].Set);
                Remove(first[update.ApiVersion].Manager);
            }
            Remove(update.Manager);
            Set(ancient, update.ApiVersion, thrown, update.Time);
            count--;
        }
    }

    /// <summary>The entries: applied ones first, then by time and name; null for none.</summary>
    public List<ManagedFieldsEntry>? ToEntries() => _owners.Count == 0 ? null : [.. _owners
        .OrderBy(o => o.Manager.Operation, StringComparer.Ordinal).ThenBy(o => Seconds(o.Time))
        .ThenBy(o => o.Manager.Name, StringComparer.Ordinal).ThenBy(o => o.ApiVersion, StringComparer.Ordinal)
        .ThenBy(o => o.Manager.Subresource, StringComparer.Ordinal).Select(o => o.ToEntry())];

    private static long Seconds(DateTime? time) => time is { } t ? (t - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond : 0;

    /// <exception cref="FormatException">A client sent fieldsV1 that is none.</exception>
    private static FieldSet Parse(ManagedFieldsEntry entry) =>
        entry.FieldsV1 is { Utf8.IsEmpty: false } fields ? FieldSet.Parse(fields.Utf8.Span) : FieldSet.Empty;
}
