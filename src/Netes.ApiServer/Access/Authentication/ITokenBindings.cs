using Netes.Api.CoreV1;

namespace Netes.ApiServer.Access.Authentication;

/// <summary>Tells what became of the objects that tokens are bound to.</summary>
internal interface ITokenBindings
{
    /// <summary>A service account, Pod, Secret or Node; null when there is none of that name.</summary>
    ValueTask<BoundState?> FindAsync(string resource, string ns, string name, CancellationToken cancellationToken);

    ValueTask<Secret?> FindSecretAsync(string ns, string name, CancellationToken cancellationToken);
}

/// <summary>A stored object, as far as tokens go.</summary>
internal readonly record struct BoundState(string Uid, DateTime? Deleted);

/// <summary>An object whose deletion ends a token.</summary>
internal sealed record BoundObject(string Name, string Uid);
