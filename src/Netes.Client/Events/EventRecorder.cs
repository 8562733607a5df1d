using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.Client.Events;

/// <summary>
/// Tells users what happened to an object, in the words that "kubectl describe" shows. It never blocks and never fails its
/// caller: events go through a bounded channel, and when the server cannot keep up the newest are dropped.
/// </summary>
public sealed partial class EventRecorder : IAsyncDisposable
{
    private const int MaxMessageBytes = 1024;

    private readonly ResourceClient<Event> _events;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly EventSource _source;
    private readonly EventCorrelator _correlator;
    private readonly Channel<Event> _queue;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writer;

    /// <param name="component">Shown as the event's source: "deployment-controller", "kubelet".</param>
    /// <param name="host">The node, for components that run on one.</param>
    public EventRecorder(KubeClient client, string component, string host, TimeProvider time, ILoggerFactory loggers)
    {
        _events = client.Resource<Event>();
        _time = time;
        _logger = loggers.CreateLogger("Netes.Client.EventRecorder");
        _source = new EventSource { Component = component, Host = host };
        _correlator = new EventCorrelator(time);
        _queue = Channel.CreateBounded<Event>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
        _writer = Task.Run(WriteAsync);
    }

    /// <summary>Records an event about an object of a generated kind.</summary>
    /// <param name="type">Normal or Warning.</param>
    /// <param name="reason">One UpperCamelCase word.</param>
    public void Record(IApiObject about, string type, string reason, string message) => Record(ReferenceTo(about), type, reason, message);

    public void Normal(IApiObject about, string reason, string message) => Record(about, EventTypes.Normal, reason, message);

    public void Warning(IApiObject about, string reason, string message) => Record(about, EventTypes.Warning, reason, message);

    /// <summary>Records an event about a part of an object: its reference's field path names the part.</summary>
    public void Record(ObjectReference about, string type, string reason, string message)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var e = new Event
        {
            InvolvedObject = about,
            Type = type,
            Reason = reason,
            Message = Truncate(message),
            Source = new EventSource { Component = _source.Component, Host = _source.Host },
            ReportingComponent = _source.Component,
            ReportingInstance = _source.Host,
            Count = 1,
            FirstTimestamp = now,
            LastTimestamp = now,
        };
        e.Metadata.Namespace = about.Namespace.Length > 0 ? about.Namespace : "default";
        e.Metadata.Name = $"{about.Name}.{NextStamp(now).ToString("x", CultureInfo.InvariantCulture)}";
        _queue.Writer.TryWrite(e);
    }

    public static ObjectReference ReferenceTo(IApiObject obj) => new()
    {
        Kind = obj.Kind,
        ApiVersion = obj.ApiVersion,
        Namespace = obj.Metadata.Namespace,
        Name = obj.Metadata.Name,
        Uid = obj.Metadata.Uid,
        ResourceVersion = obj.Metadata.ResourceVersion,
    };

    /// <summary>Writes what is queued, for a second at most, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        _stop.CancelAfter(TimeSpan.FromSeconds(1));
        await _writer;
        _stop.Dispose();
    }

    private long _lastStamp;

    /// <summary>Nanoseconds since 1970, made unique within this recorder.</summary>
    private long NextStamp(DateTime now)
    {
        long stamp = (now - DateTime.UnixEpoch).Ticks * 100;
        while (true)
        {
            long last = Volatile.Read(ref _lastStamp);
            long next = Math.Max(stamp, last + 1);
            if (Interlocked.CompareExchange(ref _lastStamp, next, last) == last) return next;
        }
    }

    private static string Truncate(string message) =>
        message.Length <= MaxMessageBytes ? message : string.Concat(message.AsSpan(0, MaxMessageBytes - 3), "...");

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var e in _queue.Reader.ReadAllAsync(_stop.Token)) await WriteAsync(e);
        }
        catch (OperationCanceledException)
        {
            // Stopped with events left: they are lost, which is an event's right.
        }
    }

    private async Task WriteAsync(Event e)
    {
        var verdict = _correlator.Correlate(e);
        if (verdict.Kind == EventCorrelator.VerdictKind.Drop) return;
        try
        {
            _correlator.Stored(verdict, verdict.Kind == EventCorrelator.VerdictKind.CountUp
                ? await CountUpAsync(verdict.Event) : await _events.CreateAsync(verdict.Event, _stop.Token));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A server that refuses (the namespace is going away) or is away for long: the event is dropped.
            Log.Dropped(_logger, e.Reason, e.InvolvedObject.Name, failure.Message);
        }
    }

    private async Task<Event> CountUpAsync(Event counted)
    {
        try
        {
            return await _events.PatchAsync(counted.Metadata.Namespace, counted.Metadata.Name, PatchType.StrategicMerge,
                EventPatch.CountUp(counted), _stop.Token);
        }
        catch (KubeApiException e) when (e.IsNotFound)
        {
            // Expired after its hour: it begins anew.
            counted.Metadata.ResourceVersion = "";
            counted.Metadata.Uid = "";
            counted.Metadata.CreationTimestamp = null;
            return await _events.CreateAsync(counted, _stop.Token);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "Event {Reason} about {Object} dropped: {Failure}")]
        public static partial void Dropped(ILogger logger, string reason, string @object, string failure);
    }
}
