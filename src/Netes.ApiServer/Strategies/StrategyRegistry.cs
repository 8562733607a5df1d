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

    public Strategy For(string group, string resource) =>
        strategies.TryGetValue((group, resource), out Strategy? strategy) ? strategy : new GenericStrategy(group, resource);
}
