using System.Text.Json;
using Netes.Api;
using Netes.Api.MetaV1;

namespace Netes.ApiServer.Patching.Apply;

/// <summary>Who writes: one entry of an object's managedFields.</summary>
/// <param name="Name">The field manager, from the request or its user agent.</param>
/// <param name="Operation"><c>Update</c> or <c>Apply</c>.</param>
/// <param name="ApiVersion">The version in which the fields are named.</param>
/// <param name="Subresource">"" for the object itself.</param>
internal readonly record struct FieldManager(string Name, string Operation, string ApiVersion, string Subresource)
{
    public const string Update = "Update";
    public const string Apply = "Apply";
}

/// <summary>Keeps track of who set which field last (KEP-555), for every write that is not an apply.</summary>
internal static class ManagedFields
{
    /// <summary>How many managers may have entries of plain updates before the oldest are thrown together.</summary>
    public const int MaxUpdateManagers = 10;

    private const string AncientChanges = "ancient-changes";

    /// <summary>What nobody owns: the server's own fields, and those that say what the object is.</summary>
    private static readonly FieldSet Unowned = Paths(
        ["f:apiVersion"], ["f:kind"], ["f:metadata"], ["f:metadata", "f:name"], ["f:metadata", "f:namespace"],
        ["f:metadata", "f:creationTimestamp"], ["f:metadata", "f:selfLink"], ["f:metadata", "f:uid"], ["f:metadata", "f:clusterName"],
        ["f:metadata", "f:generation"], ["f:metadata", "f:managedFields"], ["f:metadata", "f:resourceVersion"]);

    /// <summary>The managedFields of an object after a write.</summary>
    /// <param name="kind">The object's kind.</param>
    /// <param name="live">The stored object's JSON; empty when the write creates it.</param>
    /// <param name="written">The new object's JSON, with defaults, before admission.</param>
    /// <param name="managed">The entries so far: what the writer sent, or else the stored ones.</param>
    /// <param name="manager">Who writes.</param>
    /// <param name="now">The server's time.</param>
    /// <param name="reset">Fields that this way of writing doesn't touch, whatever is sent (such as status); null for none.</param>
    public static List<ManagedFieldsEntry>? AfterUpdate(KindInfo kind, ReadOnlyMemory<byte> live, ReadOnlyMemory<byte> written,
        IReadOnlyList<ManagedFieldsEntry>? managed, FieldManager manager, DateTime now, FieldSet? reset = null)
    {
        // A new object is compared with its kind's zero value, which holds what is always written.
        using JsonDocument old = JsonDocument.Parse(live.IsEmpty ? ApiJson.Serialize(kind.Create()) : live);
        using JsonDocument current = JsonDocument.Parse(written);
        ObjectComparison comparison = ObjectComparison.Of(kind.Schema, old.RootElement, current.RootElement);
        FieldSet changed = comparison.Added.Union(comparison.Modified);
        if (reset is not null) changed = changed.ExceptBelow(reset);

        var sets = new List<(ManagedFieldsEntry Entry, FieldSet Set)>();
        foreach (ManagedFieldsEntry entry in managed ?? []) sets.Add((entry, Read(entry)));
        // What was changed or removed is no longer the others'.
        FieldSet taken = changed.Union(comparison.Removed);
        if (!taken.IsEmpty)
        {
            for (int i = 0; i < sets.Count; i++)
                sets[i] = (sets[i].Entry, sets[i].Set.Except(Identity(sets[i].Entry) == manager ? comparison.Removed : taken));
        }
        FieldSet owned = changed.Except(Unowned);
        if (!owned.IsEmpty)
        {
            int own = sets.FindIndex(s => Identity(s.Entry) == manager);
            FieldSet all = own < 0 ? owned : sets[own].Set.Union(owned);
            var entry = new ManagedFieldsEntry
            {
                Manager = manager.Name,
                Operation = manager.Operation,
                ApiVersion = manager.ApiVersion,
                Subresource = manager.Subresource,
                FieldsType = "FieldsV1",
                Time = now,
            };
            if (own < 0) sets.Add((entry, all));
            else sets[own] = (entry, all);
        }
        sets.RemoveAll(s => s.Set.IsEmpty);
        Cap(sets);
        return sets.Count == 0 ? null : [.. Ordered(sets).Select(s => Written(s.Entry, s.Set))];
    }

    private static FieldManager Identity(ManagedFieldsEntry entry) => new(entry.Manager, entry.Operation, entry.ApiVersion, entry.Subresource);

    /// <exception cref="FormatException">A client sent fieldsV1 that is none.</exception>
    private static FieldSet Read(ManagedFieldsEntry entry) =>
        entry.FieldsV1 is { Utf8.IsEmpty: false } fields ? FieldSet.Parse(fields.Utf8.Span) : new FieldSet();

    private static ManagedFieldsEntry Written(ManagedFieldsEntry entry, FieldSet set)
    {
        ManagedFieldsEntry copy = entry.Clone();
        copy.FieldsType = "FieldsV1";
        copy.FieldsV1 = new RawJson(set.ToJson());
        return copy;
    }

    /// <summary>Objects that many clients update would otherwise grow without end.</summary>
    private static void Cap(List<(ManagedFieldsEntry Entry, FieldSet Set)> sets)
    {
        while (sets.Count(s => s.Entry.Operation == FieldManager.Update) > MaxUpdateManagers)
        {
            var updates = sets.Where(s => s.Entry.Operation == FieldManager.Update).OrderBy(s => s.Entry.Time ?? DateTime.MinValue).ToArray();
            var oldest = updates.First(u => u.Entry.Manager != AncientChanges);
            sets.Remove(oldest);
            int bucket = sets.FindIndex(s => s.Entry.Manager == AncientChanges && s.Entry.ApiVersion == oldest.Entry.ApiVersion);
            ManagedFieldsEntry entry = oldest.Entry.Clone();
            entry.Manager = AncientChanges;
            entry.Subresource = "";
            if (bucket < 0) sets.Add((entry, oldest.Set));
            else sets[bucket] = (entry, sets[bucket].Set.Union(oldest.Set));
            if (updates.Length - 1 <= MaxUpdateManagers || updates.Count(u => u.Entry.Manager != AncientChanges) <= 1) break;
        }
    }

    /// <summary>Applied entries first, then by time and name.</summary>
    private static IEnumerable<(ManagedFieldsEntry Entry, FieldSet Set)> Ordered(List<(ManagedFieldsEntry Entry, FieldSet Set)> sets) => sets
        .OrderBy(s => s.Entry.Operation, StringComparer.Ordinal).ThenBy(s => s.Entry.Time ?? DateTime.MinValue)
        .ThenBy(s => s.Entry.Manager, StringComparer.Ordinal).ThenBy(s => s.Entry.Subresource, StringComparer.Ordinal);

    private static FieldSet Paths(params ReadOnlySpan<string[]> paths)
    {
        var set = new FieldSet();
        foreach (string[] path in paths) set.Insert(path);
        return set;
    }
}
