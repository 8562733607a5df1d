using System.Text.Json;

namespace Netes.Testing.Load;

/// <summary>
/// Follows the events of one watch and holds them against the rules of the watch contract: revisions only grow, an object is added
/// before it changes, and changes before it goes (https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes).
/// In the end <see cref="Compare"/> holds what it saw against a list.
/// </summary>
public sealed class WatchWitness(string name)
{
    private const int MostProblems = 20;
    private readonly Dictionary<string, long> objects = [];
    private readonly List<string> problems = [];

    public string Name => name;

    /// <summary>What broke the rules, at most a few of them.</summary>
    public IReadOnlyList<string> Problems => problems;

    public long Events { get; private set; }

    /// <summary>A watch begun again from here goes on behind the last event.</summary>
    public long Revision { get; private set; }

    /// <summary>Of all events in their order; two witnesses of the same watch must have the same.</summary>
    public ulong Fingerprint { get; private set; } = 14695981039346656037;

    /// <summary>Takes the state that a list gave.</summary>
    public void Begin(JsonElement list)
    {
        Revision = RevisionOf(list);
        foreach (JsonElement item in list.GetProperty("items").EnumerateArray()) objects[KeyOf(item)] = RevisionOf(item);
    }

    /// <summary>Takes one event.</summary>
    public void See(JsonElement watchEvent)
    {
        string type = watchEvent.GetProperty("type").GetString()!;
        JsonElement item = watchEvent.GetProperty("object");
        if (type == "ERROR")
        {
            Report($"the watch failed: {item.GetRawText()}");
            return;
        }
        long revision = RevisionOf(item);
        if (type == "BOOKMARK")
        {
            if (revision < Revision) Report($"bookmark {revision} is behind {Revision}");
            Revision = Math.Max(Revision, revision);
            return;
        }
        Events++;
        string key = KeyOf(item);
        if (revision <= Revision) Report($"{type} {key} at {revision} comes behind {Revision}");
        Revision = revision;
        Fingerprint = (Fingerprint ^ (ulong)revision) * 1099511628211;
        bool known = objects.ContainsKey(key);
        switch (type)
        {
            case "ADDED" when known: Report($"{key} was added twice, at {objects[key]} and {revision}"); break;
            case "MODIFIED" or "DELETED" when !known: Report($"{key} was {type} at {revision}, but never added"); break;
        }
        if (type == "DELETED") objects.Remove(key);
        else objects[key] = revision;
    }

    /// <summary>Holds what was seen against a list that is not older.</summary>
    public void Compare(JsonElement list)
    {
        var listed = list.GetProperty("items").EnumerateArray().ToDictionary(KeyOf, RevisionOf);
        foreach (var (key, revision) in listed)
        {
            if (!objects.TryGetValue(key, out long seen)) Report($"{key} is in the list, but was not seen");
            else if (seen != revision) Report($"{key} was last seen at {seen}, but is at {revision}");
        }
        foreach (string key in objects.Keys)
        {
            if (!listed.ContainsKey(key)) Report($"{key} was seen, but is not in the list");
        }
    }

    private void Report(string problem)
    {
        if (problems.Count < MostProblems) problems.Add($"{name}: {problem}");
    }

    private static string KeyOf(JsonElement item)
    {
        JsonElement meta = item.GetProperty("metadata");
        return meta.GetProperty("namespace").GetString() + "/" + meta.GetProperty("name").GetString();
    }

    private static long RevisionOf(JsonElement item) =>
        long.Parse(item.GetProperty("metadata").GetProperty("resourceVersion").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
}
