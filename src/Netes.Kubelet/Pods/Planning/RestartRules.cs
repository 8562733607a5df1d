using Netes.Api.CoreV1;
using Netes.Kubelet.Pods.State;

namespace Netes.Kubelet.Pods.Planning;

/// <summary>Whether a container that ended runs again: the container's own rules and policy (KEP-5307) before the Pod's.</summary>
internal static class RestartRules
{
    public static bool ShouldRestart(Pod pod, Container container, int exitCode)
    {
        foreach (var rule in container.RestartPolicyRules ?? [])
            if (rule.ExitCodes is { } codes && Matches(codes, exitCode)) return true;
        return (container.RestartPolicy ?? pod.Spec.RestartPolicy) switch
        {
            RestartPolicy.Never => false,
            RestartPolicy.OnFailure => exitCode != 0,
            _ => true,
        };
    }

    /// <summary>Whether a regular container is to be started, given the newest container of its name.</summary>
    public static bool ShouldStart(Pod pod, Container container, ContainerRecord? latest) => latest switch
    {
        _ when pod.Metadata.DeletionTimestamp is not null => false,
        null => true,
        { Phase: ContainerPhase.Running } => false,
        { Phase: ContainerPhase.Exited } => ShouldRestart(pod, container, latest.ExitCode),
        _ => true,
    };

    private static bool Matches(ContainerRestartRuleOnExitCodes codes, int exitCode)
    {
        bool listed = codes.Values?.Contains(exitCode) ?? false;
        return codes.Operator == ContainerRestartRuleOnExitCodesOperator.NotIn ? !listed : listed;
    }
}
