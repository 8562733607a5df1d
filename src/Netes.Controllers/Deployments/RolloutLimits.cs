using System.Globalization;
using Netes.Api;
using Netes.Api.AppsV1;

namespace Netes.Controllers.Deployments;

/// <summary>How far a rolling update may go above and below the wanted size
/// (https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment).</summary>
internal readonly record struct RolloutLimits(int Surge, int Unavailable)
{
    public static RolloutLimits Of(Deployment deployment)
    {
        if (deployment.Spec.Strategy.Type != DeploymentStrategyType.RollingUpdate) return new RolloutLimits(0, 0);
        int replicas = deployment.Spec.Replicas ?? 1;
        var update = deployment.Spec.Strategy.RollingUpdate;
        int surge = Resolve(update?.MaxSurge ?? 0, replicas, roundUp: true);
        int unavailable = Resolve(update?.MaxUnavailable ?? 0, replicas, roundUp: false);
        // Percentages may both come to nothing, and then nothing could ever move.
        if (surge == 0 && unavailable == 0) unavailable = 1;
        return new RolloutLimits(surge, Math.Min(unavailable, replicas));
    }

    internal static int Resolve(IntOrString value, int of, bool roundUp)
    {
        if (!value.IsString) return value.IntValue;
        if (!value.StringValue!.EndsWith('%') || !int.TryParse(value.StringValue[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int percent))
            throw new FormatException($"invalid value for IntOrString: invalid type: string is not a percentage: \"{value.StringValue}\"");
        long product = (long)percent * of;
        return (int)(roundUp ? (product + 99) / 100 : product / 100);
    }
}
