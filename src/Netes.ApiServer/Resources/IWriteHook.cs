using Netes.Api;

namespace Netes.ApiServer.Resources;

/// <summary>
/// Something that must happen together with a write of one resource and be undone if the write fails, such as reserving a
/// Service's addresses. Hooks run before the strategy's validation.
/// </summary>
internal interface IWriteHook
{
    /// <summary>Reserves for the new object (old is null when it is created), filling what it gets.</summary>
    /// <exception cref="Http.ApiException">What the object asks for can't be had.</exception>
    ValueTask<IWriteReservation> BeginAsync(IApiObject obj, IApiObject? old, bool dryRun, CancellationToken cancellationToken);

    /// <summary>The object is gone.</summary>
    ValueTask DeletedAsync(IApiObject obj, CancellationToken cancellationToken);
}

/// <summary>Disposed without <see cref="Commit"/>, everything reserved is given back.</summary>
internal interface IWriteReservation : IDisposable
{
    /// <summary>The write is durable.</summary>
    void Commit();
}

internal sealed class NoReservation : IWriteReservation
{
    public static NoReservation Instance { get; } = new();

    public void Commit()
    {
    }

    public void Dispose()
    {
    }
}
