namespace Netes.Client.Informers;

/// <summary>What can be said of an informer without knowing its type.</summary>
public interface IInformer
{
    /// <summary>Names it in logs: the resource and what it is narrowed to.</summary>
    string Name { get; }

    /// <summary>Completes when the first list is in the store and has been delivered.</summary>
    Task Synced { get; }

    /// <summary>The resource version up to which the store is current; empty before the first list.</summary>
    string LastSyncResourceVersion { get; }

    /// <summary>Lists and watches until cancelled. To be called once.</summary>
    Task RunAsync(CancellationToken cancellation);
}
