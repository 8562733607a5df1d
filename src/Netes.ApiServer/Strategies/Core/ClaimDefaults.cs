using Netes.Api.CoreV1;

namespace Netes.ApiServer.Strategies.Core;

/// <summary>The defaults of a PersistentVolumeClaim.</summary>
internal static class ClaimDefaults
{
    public static void Apply(PersistentVolumeClaim claim)
    {
        claim.Spec.VolumeMode ??= "Filesystem";
        ContainerDefaults.RoundAmounts(claim.Spec.Resources.Requests);
        ContainerDefaults.RoundAmounts(claim.Spec.Resources.Limits);
    }
}
