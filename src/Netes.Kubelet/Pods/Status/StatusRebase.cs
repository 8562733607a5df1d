using Netes.Api.CoreV1;

namespace Netes.Kubelet.Pods.Status;

/// <summary>The kubelet is the author of most of a Pod's status: its own last word counts, not the API's echo of an older one.</summary>
internal static class StatusRebase
{
    private static readonly string[] Owned =
    [
        PodConditionType.PodReadyToStartContainers, PodConditionType.Initialized, PodConditionType.Ready,
        PodConditionType.ContainersReady, PodConditionType.PodScheduled,
    ];

    public static bool IsOwned(string condition) => Array.IndexOf(Owned, condition) >= 0;

    /// <summary>What the kubelet said, with what others have said since in the API.</summary>
    public static PodStatus Onto(PodStatus api, PodStatus own)
    {
        var result = own.Clone();
        result.Conditions = [.. (own.Conditions ?? []).Where(static c => IsOwned(c.Type)), .. (api.Conditions ?? []).Where(static c => !IsOwned(c.Type))];
        result.NominatedNodeName = api.NominatedNodeName;
        result.ResourceClaimStatuses = api.ResourceClaimStatuses;
        result.ExtendedResourceClaimStatus = api.ExtendedResourceClaimStatus;
        result.Resize = api.Resize;
        // A Pod that somebody else (Pod GC, an eviction) declared over is over.
        if (api.Phase is PodPhase.Succeeded or PodPhase.Failed) result.Phase = api.Phase;
        return result;
    }
}
