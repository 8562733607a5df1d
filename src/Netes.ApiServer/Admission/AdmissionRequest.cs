using Netes.Api;
using Netes.Api.MetaV1;
using Netes.ApiServer.Access;
using Netes.ApiServer.Http;
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
/// <param name="Object">The new object, or what is sent to a subresource; null for deletions.</param>
/// <param name="Old">The stored object; null for creations.</param>
/// <param name="User">Who asks.</param>
/// <param name="DryRun">Nothing will be stored: plug-ins must have no side effects.</param>
/// <param name="Warn">Adds a Warning header.</param>
internal sealed record AdmissionRequest(ResourceDefinition Resource, string Subresource, AdmissionOperation Operation, string Namespace, string Name,
    IApiKind? Object, IApiKind? Old, UserInfo User, bool DryRun, Action<string> Warn)
{
    /// <summary>Mutating plug-ins may put another object in its place.</summary>
    public IApiKind? Object { get; set; } = Object;

    /// <summary>The options of the request (CreateOptions, DeleteOptions …), for webhooks; null when there are none.</summary>
    public Func<RawJson>? Options { get; init; }

    /// <summary>Whether mutating plug-ins are to run, or run, a second time.</summary>
    public Reinvocation Reinvocation { get; } = new();

    /// <summary>Adds an annotation to the request's audit event.</summary>
    public Action<string, string> Annotate { get; init; } = static (_, _) => { };

    /// <summary>The new object's metadata; that of the old one for deletions.</summary>
    public ObjectMeta? Metadata => ((Object ?? Old) as IApiObject)?.Metadata;

    public bool Is(string group, string plural, string subresource = "") =>
        Subresource == subresource && Resource.Group == group && Resource.Plural == plural;

    /// <summary>The refusal of this request.</summary>
    public ApiException Forbidden(string why) => ApiErrors.Forbidden(Resource.Group, Resource.Plural, ToldName, why);

    /// <summary>Names that are still to be generated are told by their prefix, so that whoever reads the refusal knows which was meant.</summary>
    private string ToldName => Name.Length > 0 ? Name
        : Metadata is { Name.Length: > 0 } named ? named.Name
        : Metadata is { GenerateName.Length: > 0 } unnamed ? unnamed.GenerateName : "Unknown";
}
