using Netes.Api;
using Netes.Api.CoreV1;

namespace Netes.ApiServer.Admission.Quota;

/// <summary>Measures how much of a quota's resources an object takes (https://kubernetes.io/docs/concepts/policy/resource-quotas/).</summary>
internal interface IUsageEvaluator
{
    /// <summary>Whether the request can change what is used.</summary>
    bool Handles(AdmissionRequest request);

    /// <summary>Whether a resource that a quota limits is one of this kind of object.</summary>
    bool Tracks(string resource);

    /// <summary>Whether a scope of a quota covers the object.</summary>
    bool IsInScope(ScopedResourceSelectorRequirement scope, IApiKind obj) => false;

    /// <summary>What the object would have to say before it could be counted, in upstream's words; null when nothing lacks.</summary>
    string? Missing(IReadOnlyCollection<string> limited, IApiKind obj) => null;

    Dictionary<string, Quantity> Usage(IApiKind obj);
}
