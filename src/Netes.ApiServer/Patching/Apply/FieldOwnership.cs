using System.Text.Json;
using Netes.Api;
using Netes.Api.MetaV1;
using Netes.Api.Schemas;

namespace Netes.ApiServer.Patching.Apply;

/// <summary>An object in the form of another version of its kind.</summary>
internal readonly record struct VersionedObject(Schema Schema, JsonElement Object);

/// <summary>Converts JSON objects between the versions of a kind.</summary>
internal interface IObjectVersions
{
    /// <summary>The object in another version; null when that version is not served.</summary>
    VersionedObject? Convert(JsonElement obj, string apiVersion);
}

/// <summary>Who writes, when, and what that way of writing can set.</summary>
internal readonly record struct FieldWriter(string Manager, string Subresource, DateTime Now, FieldFilter Filter);

/// <summary>
/// Keeps track of who set which field of a kind's objects last (KEP-555). It knows a kind by its schema alone.
/// </summary>
/// <param name="apiVersion">The version in which objects come.</param>
/// <param name="schema">The kind's schema in that version.</param>
/// <param name="zero">Makes the JSON of an object in which nothing is set: what is always written counts as nobody's.</param>
/// <param name="versions">The kind's other versions; null when it has none.</param>
internal sealed partial class FieldOwnership(string apiVersion, Schema schema, Func<byte[]> zero, IObjectVersions? versions = null)
{
    private readonly Lazy<JsonElement> _zero = new(() => JsonDocument.Parse(zero()).RootElement);

    /// <summary>The managedFields of an object after a write that is not an apply.</summary>
    /// <param name="writer">Who writes.</param>
    /// <param name="live">The stored object's JSON; empty when the write creates it.</param>
    /// <param name="written">The new object's JSON, with defaults, before admission.</param>
    /// <param name="given">The entries that the writer sent: they replace the stored ones, if they can be read.</param>
    /// <param name="stored">The stored entries.</param>
    public List<ManagedFieldsEntry>? AfterUpdate(in FieldWriter writer, ReadOnlyMemory<byte> live, ReadOnlyMemory<byte> written,
        IReadOnlyList<ManagedFieldsEntry>? given, List<ManagedFieldsEntry>? stored)
    {
        bool exists = !live.IsEmpty;
        FieldOwners owners = GivenOrStored(given, stored, writer.Subresource.Length > 0, out bool isStored);
        // Whose fields were never tracked stays so, until somebody applies.
        if (owners.IsEmpty && exists) return null;

        using JsonDocument? old = exists ? JsonDocument.Parse(live) : null;
        using JsonDocument current = JsonDocument.Parse(written);
        JsonElement before = old?.RootElement ?? _zero.Value;
        ObjectComparison comparison = ObjectComparison.Of(schema, before, current.RootElement, writer.Filter.Ignored);
        if (!comparison.IsValid || comparison.IsSame) return isStored ? stored : owners.ToEntries();

        var manager = new FieldManager(writer.Manager, FieldManager.Update, apiVersion, writer.Subresource);
        Update(owners, manager, comparison, before, current.RootElement, writer);
        owners.Cap();
        return owners.ToEntries();
    }

    private void Update(FieldOwners owners, FieldManager manager, ObjectComparison comparison, JsonElement before, JsonElement after, in FieldWriter writer)
    {
        var comparisons = new Dictionary<string, ObjectComparison?>(StringComparer.Ordinal) { [apiVersion] = comparison };
        foreach (FieldOwners.Owner owner in owners.All.ToArray())
        {
            if (InVersion(comparisons, owner.ApiVersion, before, after, writer.Filter) is not { } difference) owners.Remove(owner.Manager);
            else Take(owner, difference);
        }
        FieldSet owned = writer.Filter.Owned(comparison.Changed);
        if (!owned.IsEmpty)
        {
            FieldSet all = owners.Find(manager) is { } previous ? previous.Set.Union(owned) : owned;
            owners.Set(manager, apiVersion, all, writer.Now);
        }
        owners.RemoveEmpty();
    }

    /// <summary>What was changed or removed is no longer its owner's.</summary>
    private static void Take(FieldOwners.Owner owner, ObjectComparison difference)
    {
        if (owner.Set.Overlaps(difference.Changed)) owner.Set = owner.Set.Except(difference.Changed);
        if (owner.Set.Overlaps(difference.Removed)) owner.Set = owner.Set.Except(difference.Removed);
    }

    private ObjectComparison? InVersion(Dictionary<string, ObjectComparison?> comparisons, string version, JsonElement before, JsonElement after, FieldFilter filter)
    {
        if (comparisons.TryGetValue(version, out ObjectComparison? known)) return known;
        ObjectComparison? made = versions?.Convert(before, version) is { } was && versions.Convert(after, version) is { } now
            ? ObjectComparison.Of(was.Schema, was.Object, now.Object, filter.Ignored) : null;
        comparisons.Add(version, made);
        return made;
    }

    private static FieldOwners GivenOrStored(IReadOnlyList<ManagedFieldsEntry>? given, List<ManagedFieldsEntry>? stored, bool isSubresource, out bool isStored)
    {
        isStored = false;
        if (!isSubresource && given is { Count: > 0 })
        {
            if (given is [var only] && only.DeepEquals(new ManagedFieldsEntry())) return FieldOwners.Nobody();
            // What was read with the object and sent back needs no reading.
            if (Same(given, stored)) given = null;
            else if (FieldOwners.Read(given, isStored: false, out _) is { IsEmpty: false } owners) return owners;
        }
        isStored = true;
        return FieldOwners.Read(stored, isStored: true, out _) ?? FieldOwners.Nobody();
    }

    private static bool Same(IReadOnlyList<ManagedFieldsEntry> given, List<ManagedFieldsEntry>? stored)
    {
        if (given.Count != stored?.Count) return false;
        for (int i = 0; i < given.Count; i++)
            if (!SameButTime(given[i], stored[i]) || given[i].Time != stored[i].Time) return false;
        return true;
    }

    /// <summary>Whether nothing but the times of entries differs.</summary>
    public static bool SameButTimes(List<ManagedFieldsEntry>? a, List<ManagedFieldsEntry>? b) =>
        (a?.Count ?? 0) == (b?.Count ?? 0) && (a is null || b is null || a.Zip(b).All(p => SameButTime(p.First, p.Second)));

    private static bool SameButTime(ManagedFieldsEntry a, ManagedFieldsEntry b) =>
        a.Manager == b.Manager && a.Operation == b.Operation && a.ApiVersion == b.ApiVersion && a.Subresource == b.Subresource
        && a.FieldsType == b.FieldsType && (a.FieldsV1 ?? default).Utf8.Span.SequenceEqual((b.FieldsV1 ?? default).Utf8.Span);
}
