namespace Netes.ApiServer.Patching;

/// <summary>Why a patch can't be applied: the closed set that the request pipeline maps to Status answers.</summary>
internal enum PatchError
{
    /// <summary>400 BadRequest with the message.</summary>
    BadRequest,

    /// <summary>422 Invalid; upstream hides the cause behind its general sentence for rejected requests.</summary>
    Rejected,

    /// <summary>413 RequestEntityTooLarge with the message.</summary>
    TooLarge,

    /// <summary>500 with the bare message and no reason: what upstream does with errors it has no type for.</summary>
    Plain,
}

internal sealed class PatchException(PatchError error, string message) : Exception(message)
{
    public PatchError Error { get; } = error;
}
