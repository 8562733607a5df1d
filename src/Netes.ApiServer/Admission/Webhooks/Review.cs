using Netes.Api;
using Netes.Api.AdmissionV1;
using Netes.Api.MetaV1;
using Netes.ApiServer.Resources;
using UserInfo = Netes.Api.AuthenticationV1.UserInfo;

namespace Netes.ApiServer.Admission.Webhooks;

/// <summary>What is sent to a webhook: the request in the version that it asked for.</summary>
internal static class Review
{
    private const string Group = "admission.k8s.io/";

    /// <param name="obj">The new object in the target's version; null for deletions.</param>
    /// <param name="version">"v1" or "v1beta1", which has the same form.</param>
    public static byte[] Request(string uid, AdmissionRequest request, ResourceDefinition target, IApiKind? obj, string version)
    {
        IApiKind? old = VersionChange.To(request.Old, request.Resource, target);
        Gvk seen = (obj ?? old)?.Info.Gvk ?? target.Type.KindInfo.Gvk, asked = (request.Object ?? request.Old)?.Info.Gvk ?? request.Resource.Type.KindInfo.Gvk;
        Gvr asResource = request.Resource.Type.Gvr, seenResource = target.Type.Gvr;
        bool isNamespace = request.Resource is { Group: "", Plural: "namespaces" };
        return ApiJson.Serialize(new AdmissionReview
        {
            Kind = "AdmissionReview",
            ApiVersion = Group + version,
            Request = new Api.AdmissionV1.AdmissionRequest
            {
                Uid = uid,
                Kind = Kind(seen),
                Resource = Resource(seenResource),
                SubResource = request.Subresource,
                RequestKind = Kind(asked),
                RequestResource = Resource(asResource),
                RequestSubResource = request.Subresource,
                Name = request.Name,
                Namespace = isNamespace ? request.Name : request.Namespace,
                Operation = RuleMatch.NameOf(request.Operation),
                UserInfo = User(request.User),
                Object = Raw(obj),
                OldObject = Raw(old),
                DryRun = request.DryRun,
                Options = request.Options?.Invoke(),
            },
        });
    }

    private static RawJson? Raw(IApiKind? obj) => obj is null ? null : new RawJson(ObjectCodec.Encode(obj));

    private static GroupVersionKind Kind(Gvk gvk) => new() { Group = gvk.Group, Version = gvk.Version, Kind = gvk.Kind };

    private static GroupVersionResource Resource(Gvr gvr) => new() { Group = gvr.Group, Version = gvr.Version, Resource = gvr.Resource };

    private static UserInfo User(Access.UserInfo user) => new()
    {
        Username = user.Name,
        Uid = user.Uid,
        Groups = [.. user.Groups],
        Extra = user.Extra.Count == 0 ? null : user.Extra.ToDictionary(e => e.Key, e => e.Value.ToList()),
    };
}
