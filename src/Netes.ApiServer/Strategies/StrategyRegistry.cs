using System.Collections.Frozen;
using Netes.Api;

namespace Netes.ApiServer.Strategies;

/// <summary>Which strategy serves which resource; resources without a class of their own get a generic one.</summary>
public sealed class StrategyRegistry
{
    private readonly FrozenDictionary<(string Group, string Resource), Strategy> strategies;

    public StrategyRegistry(IEnumerable<(string Group, string Resource, Strategy Strategy)> strategies) =>
        this.strategies = strategies.ToFrozenDictionary(s => (s.Group, s.Resource), s => s.Strategy);

    /// <summary>The strategies of <see cref="KnownStrategies"/>.</summary>
    public static StrategyRegistry Default { get; } = new(KnownStrategies.All);

    /// <summary>The strategy of one version: that of "group/version" where versions differ, otherwise the group's.</summary>
    public Strategy For(ResourceType type) =>
        strategies.TryGetValue((type.Gvr.ApiVersion, type.Plural), out Strategy? ofVersion) ? ofVersion : For(type.Group, type.Plural);

    public Strategy For(string group, string resource) =>
        strategies.TryGetValue((group, resource), out Strategy? strategy) ? strategy : new GenericStrategy(group, resource);
}
