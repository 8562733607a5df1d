using Netes.Api;
using Netes.Api.MetaV1;

namespace Netes.Client;

/// <summary>Who owns an object (https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/).</summary>
public static class OwnerReferences
{
    /// <summary>The name of the index that <see cref="ByControllerUid"/> is for.</summary>
    public const string ControllerUidIndex = "controllerUid";

    /// <summary>The one reference marked as controlling, if any.</summary>
    public static OwnerReference? ControllerOf(IApiObject obj)
    {
        if (obj.Metadata.OwnerReferences is not { } references) return null;
        foreach (var reference in references)
            if (reference.Controller == true) return reference;
        return null;
    }

    public static bool IsControlledBy(IApiObject obj, IApiObject owner) => ControllerOf(obj)?.Uid == owner.Metadata.Uid;

    /// <summary>An index function: the uid of the controlling owner, or <see cref="Orphans"/> for an object without one.</summary>
    public static IEnumerable<string> ByControllerUid(IApiObject obj) =>
        [ControllerOf(obj)?.Uid ?? Orphans(obj.Metadata.Namespace)];

    /// <summary>The index value under which a namespace's objects without a controlling owner stand.</summary>
    public static string Orphans(string ns) => "/" + ns;

    /// <summary>A controlling reference that also holds up the owner's foreground deletion.</summary>
    public static OwnerReference ToController<T>(T owner) where T : class, IApiObject<T> => new()
    {
        ApiVersion = T.KindInfo.Gvk.ApiVersion,
        Kind = T.KindInfo.Gvk.Kind,
        Name = owner.Metadata.Name,
        Uid = owner.Metadata.Uid,
        Controller = true,
        BlockOwnerDeletion = true,
    };

    /// <summary>The group of "group/version", empty for the core group's "v1".</summary>
    public static string GroupOf(string apiVersion)
    {
        int slash = apiVersion.IndexOf('/');
        return slash < 0 ? "" : apiVersion[..slash];
    }
}
