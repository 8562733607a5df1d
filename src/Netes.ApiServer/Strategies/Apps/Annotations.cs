using Netes.Api.MetaV1;

namespace Netes.ApiServer.Strategies.Apps;

/// <summary>A Deployment's annotations count as desired state: rollouts are described there.</summary>
internal static class Annotations
{
    public static bool Equal(ObjectMeta a, ObjectMeta b)
    {
        if ((a.Annotations?.Count ?? 0) != (b.Annotations?.Count ?? 0)) return false;
        return (a.Annotations ?? []).All(p => b.Annotations!.TryGetValue(p.Key, out var value) && value == p.Value);
    }
}
