namespace Netes.Kubelet.Pods.State;

/// <summary>
/// How long a container that ends must stay down before it is started again: nothing the first time, then 10 s doubling
/// to 5 minutes, and from the beginning once it ran for 10 minutes
/// (https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy).
/// </summary>
/// <param name="Delay">Zero before the first restart.</param>
/// <param name="Updated">When the delay was last raised.</param>
internal readonly record struct RestartBackOff(TimeSpan Delay, DateTime Updated)
{
    public static readonly TimeSpan Initial = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Maximum = TimeSpan.FromSeconds(300);

    /// <summary>When a container that ended at <paramref name="finished"/> may start again.</summary>
    public DateTime NotBefore(DateTime finished) => IsForgotten(finished) ? finished : finished + Delay;

    /// <summary>The back-off after a restart at <paramref name="now"/> of a container that ended at <paramref name="finished"/>.</summary>
    public RestartBackOff Next(DateTime finished, DateTime now)
    {
        if (IsForgotten(finished)) return new RestartBackOff(Initial, now);
        var doubled = Delay + Delay;
        return new RestartBackOff(doubled > Maximum ? Maximum : doubled, now);
    }

    private bool IsForgotten(DateTime finished) => Delay == TimeSpan.Zero || finished - Updated > Maximum + Maximum;
}
