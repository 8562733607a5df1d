using Netes.Api;
using Netes.ApiServer.Access;
using Netes.ApiServer.Resources;

namespace Netes.ApiServer.Admission;

internal enum AdmissionOperation
{
    Create,
    Update,
    Delete,
    Connect,
}

/// <summary>A write on its way to the store (https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/).</summary>
/// <param name="Resource">What is written.</param>
/// <param name="Subresource">"" for the object itself.</param>
/// <param name="Operation">What is done with it.</param>
/// <param name="Namespace">"" for cluster-scoped objects.</param>
/// <param name="Name">"" while it is still to be generated.</param>
/// <param name="Object">The new object; null for deletions.</param>
/// <param name="Old">The stored object; null for creations.</param>
/// <param name="User">Who asks.</param>
/// <param name="DryRun">Nothing will be stored: plug-ins must have no side effects.</param>
/// <param name="Warn">Adds a Warning header.</param>
internal sealed record AdmissionRequest(ResourceDefinition Resource, string Subresource, AdmissionOperation Operation, string Namespace, string Name,
    IApiObject? Object, IApiObject? Old, UserInfo User, bool DryRun, Action<string> Warn)
{
    public bool Is(string group, string plural) => Subresource.Length == 0 && Resource.Group == group && Resource.Plural == plural;

    /// <summary>The refusal of this request.</summary>
    public Http.ApiException Forbidden(string why) => Http.ApiErrors.Forbidden(Resource.Group, Resource.Plural, Name, why);
}

/// <summary>One rule of admission. Refuses by throwing an <see cref="Http.ApiException"/>.</summary>
internal interface IAdmissionPlugin
{
    /// <summary>Upstream's name of the plug-in.</summary>
    string Name { get; }

    /// <summary>May change <see cref="AdmissionRequest.Object"/>. Runs before the strategy's own steps.</summary>
    ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken) => default;

    /// <summary>Sees the object as it will be stored.</summary>
    ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => default;
}

/// <summary>All plug-ins in their order.</summary>
internal sealed class AdmissionChain(IReadOnlyList<IAdmissionPlugin> plugins)
{
    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (IAdmissionPlugin plugin in plugins) await plugin.MutateAsync(request, cancellationToken);
    }

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (IAdmissionPlugin plugin in plugins) await plugin.ValidateAsync(request, cancellationToken);
    }
}
