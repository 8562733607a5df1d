using System.Security.Cryptography;
using System.Text;
using Netes.Api;

namespace Netes.ApiServer.Discovery;

/// <summary>Tells clients whether the stored form of a resource has changed.</summary>
internal static class StorageVersionHash
{
    /// <summary>The hash of the kind that a resource is stored as; "" for resources that are not stored.</summary>
    public static string Of(ResourceType resource)
    {
        if (!resource.HasVerb("create") || !resource.HasVerb("list")) return "";
        Gvk stored = (resource.Group, resource.Plural) switch
        {
            ("events.k8s.io", "events") => new Gvk("", "v1", "Event"),
            ("autoscaling", "horizontalpodautoscalers") => new Gvk("autoscaling", "v2", resource.Kind),
            _ => resource.Gvk,
        };
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{stored.Group}/{stored.Version}/{stored.Kind}"), hash);
        return Convert.ToBase64String(hash[..8]);
    }
}
