using Netes.Api;
using Netes.Api.Selectors;
using Netes.Client;

namespace Netes.Controllers.Owners;

internal enum ClaimVerdict
{
    /// <summary>It is ours and matches.</summary>
    Keep,

    /// <summary>Nobody's, and it matches: take it.</summary>
    Adopt,

    /// <summary>Ours, but it no longer matches: let it go.</summary>
    Release,

    /// <summary>Somebody else's, or nobody's that does not match.</summary>
    Ignore,
}

/// <summary>Which objects belong to a controlling owner with a selector: the pure half of adoption.</summary>
internal static class Claim
{
    public static ClaimVerdict Decide(IApiObject owner, Selector selector, IApiObject candidate)
    {
        bool ownerDeleting = owner.Metadata.DeletionTimestamp is not null;
        if (OwnerReferences.ControllerOf(candidate) is { } controller)
        {
            if (controller.Uid != owner.Metadata.Uid) return ClaimVerdict.Ignore;
            if (selector.Matches(candidate.Metadata.Labels)) return ClaimVerdict.Keep;
            // A deleted owner lets go of nothing: the garbage collector decides about its dependents.
            return ownerDeleting ? ClaimVerdict.Ignore : ClaimVerdict.Release;
        }
        bool takes = !ownerDeleting && candidate.Metadata.DeletionTimestamp is null && selector.Matches(candidate.Metadata.Labels);
        return takes ? ClaimVerdict.Adopt : ClaimVerdict.Ignore;
    }
}
