using Netes.Scheduler.Plugins;
using Netes.Scheduler.State;

namespace Netes.Scheduler.Framework;

/// <summary>The plugins of one scheduler name, in the order in which they are asked.</summary>
internal sealed class Profile
{
    public Profile(IReadOnlyList<IPlugin> plugins, Func<Profile, IPostFilterPlugin>? postFilter = null)
    {
        PreEnqueue = [.. plugins.OfType<IPreEnqueuePlugin>()];
        PreFilter = [.. plugins.OfType<IPreFilterPlugin>()];
        Filter = [.. plugins.OfType<IFilterPlugin>()];
        Score = [.. plugins.OfType<IScorePlugin>()];
        PostFilter = postFilter?.Invoke(this);
    }

    public IPreEnqueuePlugin[] PreEnqueue { get; }

    public IPreFilterPlugin[] PreFilter { get; }

    public IFilterPlugin[] Filter { get; }

    public IPostFilterPlugin? PostFilter { get; }

    public IScorePlugin[] Score { get; }

    /// <summary>Upstream's default plugins; cheap filters that refuse often come first.</summary>
    public static Profile Default(ResourceNames resources, IDefaultSpreading spreading) => new(
    [
        new SchedulingGates(),
        new NodeUnschedulable(),
        new NodeName(),
        new TaintToleration(),
        new NodeAffinity(),
        new NodePorts(),
        new NodeResourcesFit(resources),
        new PodTopologySpread(spreading),
        new InterPodAffinity(),
        new NodeResourcesBalancedAllocation(),
        new ImageLocality(),
    ], profile => new DefaultPreemption(profile));
}
