using Netes.Api.CoreV1;

namespace Netes.Client.Events;

/// <summary>
/// Decides what becomes of an event that looks like earlier ones; client-go's rules and numbers:
/// the same event again counts up the first one; more than ten that differ only in their message within ten minutes become one
/// "(combined from similar events)"; beyond 25 at once, and one each five minutes, about the same object from the same source,
/// they are dropped.
/// </summary>
internal sealed class EventCorrelator(TimeProvider time)
{
    private const int CacheSize = 4096;
    private const int MaxSimilar = 10;
    private const int SpamBurst = 25;
    private const string CombinedPrefix = "(combined from similar events): ";

    private static readonly TimeSpan SimilarWindow = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SpamRefill = TimeSpan.FromSeconds(300);

    private readonly LruCache<SourceKey, Bucket> _spam = new(CacheSize);
    private readonly LruCache<SimilarKey, Similar> _similar = new(CacheSize);
    private readonly LruCache<ExactKey, Event> _written = new(CacheSize);

    /// <summary>What to do with a new event: drop it, create it, or count up the one that is stored.</summary>
    public Verdict Correlate(Event incoming)
    {
        var now = time.GetUtcNow();
        var source = SourceKey.Of(incoming);
        if (!_spam.TryGet(source, out var bucket)) _spam.Set(source, bucket = new Bucket(now));
        if (!bucket.TryTake(now)) return new Verdict(VerdictKind.Drop, incoming);

        var similarKey = SimilarKey.Of(source, incoming);
        if (!_similar.TryGet(similarKey, out var similar) || now - similar.Last > SimilarWindow)
            _similar.Set(similarKey, similar = new Similar());
        similar.Last = now;
        similar.Messages.Add(incoming.Message);
        bool combined = similar.Messages.Count >= MaxSimilar;
        if (combined)
        {
            // One key for all: the messages differ, the combined event is the same.
            similar.Messages.Remove(incoming.Message);
            incoming.Message = CombinedPrefix + incoming.Message;
        }

        var exact = new ExactKey(similarKey, combined ? "" : incoming.Message);
        if (!_written.TryGet(exact, out var known)) return new Verdict(VerdictKind.Create, incoming, exact);
        var counted = known.Clone();
        counted.Count++;
        counted.LastTimestamp = incoming.LastTimestamp;
        counted.Message = incoming.Message;
        return new Verdict(VerdictKind.CountUp, counted, exact);
    }

    /// <summary>The server has stored the event: the next one like it counts it up.</summary>
    public void Stored(Verdict verdict, Event stored)
    {
        if (verdict.Key is { } key) _written.Set(key, stored);
    }

    internal enum VerdictKind { Drop, Create, CountUp }

    internal readonly record struct Verdict(VerdictKind Kind, Event Event, ExactKey? Key = null);

    internal sealed record SourceKey(string Component, string Host, string Kind, string Namespace, string Name, string Uid, string ApiVersion)
    {
        public static SourceKey Of(Event e) => new(e.Source.Component, e.Source.Host, e.InvolvedObject.Kind,
            e.InvolvedObject.Namespace, e.InvolvedObject.Name, e.InvolvedObject.Uid, e.InvolvedObject.ApiVersion);
    }

    internal sealed record SimilarKey(SourceKey Source, string Type, string Reason, string FieldPath)
    {
        public static SimilarKey Of(SourceKey source, Event e) => new(source, e.Type, e.Reason, e.InvolvedObject.FieldPath);
    }

    internal sealed record ExactKey(SimilarKey Similar, string Message);

    private sealed class Similar
    {
        public HashSet<string> Messages { get; } = [];

        public DateTimeOffset Last { get; set; }
    }

    private sealed class Bucket(DateTimeOffset now)
    {
        private double _tokens = SpamBurst;
        private DateTimeOffset _refilled = now;

        public bool TryTake(DateTimeOffset now)
        {
            _tokens = Math.Min(SpamBurst, _tokens + (now - _refilled) / SpamRefill);
            _refilled = now;
            if (_tokens < 1) return false;
            _tokens--;
            return true;
        }
    }
}
