using Netes.Api;
using Core = Netes.Api.CoreV1;
using Newer = Netes.Api.EventsV1;

namespace Netes.ApiServer.Resources;

/// <summary>Changes objects between the version that is stored and another one of the same resource.</summary>
internal interface IVersionConversion
{
    /// <summary>The stored version's kind.</summary>
    KindInfo Stored { get; }

    /// <summary>Whether the served form is the stored one, and only reading has something to do.</summary>
    bool IsStored => false;

    IApiKind FromStored(IApiKind stored);

    IApiKind ToStored(IApiKind served);
}

/// <summary>events.k8s.io/v1 Events are stored as core/v1 Events: the same facts under other names.</summary>
internal sealed class EventConversion : IVersionConversion
{
    public KindInfo Stored => Core.Event.KindInfo;

    public IApiKind FromStored(IApiKind stored)
    {
        var old = (Core.Event)stored;
        return new Newer.Event
        {
            Metadata = old.Metadata,
            EventTime = old.EventTime,
            Series = old.Series is { } s ? new Newer.EventSeries { Count = s.Count, LastObservedTime = s.LastObservedTime } : null,
            ReportingController = old.ReportingComponent,
            ReportingInstance = old.ReportingInstance,
            Action = old.Action,
            Reason = old.Reason,
            Regarding = old.InvolvedObject,
            Related = old.Related,
            Note = old.Message,
            Type = old.Type,
            DeprecatedSource = old.Source,
            DeprecatedFirstTimestamp = old.FirstTimestamp,
            DeprecatedLastTimestamp = old.LastTimestamp,
            DeprecatedCount = old.Count,
        };
    }

    public IApiKind ToStored(IApiKind served)
    {
        var e = (Newer.Event)served;
        return new Core.Event
        {
            Metadata = e.Metadata,
            EventTime = e.EventTime,
            Series = e.Series is { } s ? new Core.EventSeries { Count = s.Count, LastObservedTime = s.LastObservedTime } : null,
            ReportingComponent = e.ReportingController,
            ReportingInstance = e.ReportingInstance,
            Action = e.Action,
            Reason = e.Reason,
            InvolvedObject = e.Regarding,
            Related = e.Related,
            Message = e.Note,
            Type = e.Type,
            Source = e.DeprecatedSource,
            FirstTimestamp = e.DeprecatedFirstTimestamp,
            LastTimestamp = e.DeprecatedLastTimestamp,
            Count = e.DeprecatedCount,
        };
    }
}
